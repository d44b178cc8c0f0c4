import { digits } from "../yaml/digits.ts";
import { type ClusterConfig, type Config, rangeOf } from "./config.ts";
import { DEFAULT_SETTINGS, type PortRange, type Settings } from "./settings.ts";

/** The engine's settings from configurations, the strongest last: the editor's settings, then the file of the repository. */
export function resolveSettings(...configs: readonly Config[]): Settings {
  return configs.reduce<Settings>((settings, config) => withConfig(settings, config), DEFAULT_SETTINGS);
}

/** The settings of one cluster: what is said for all, and what is said for it. */
export function withCluster(settings: Settings, cluster: Omit<ClusterConfig, "paths">): Settings {
  return withConfig(settings, cluster);
}

function withConfig(settings: Settings, config: Config): Settings {
  const {
    kubernetesVersion,
    nodePortRange,
    ephemeralPortRange,
    rules,
    exempt,
    reservedPorts,
    clusters: _,
    exclude: __,
    maxFileSize: ___,
    ...plain
  } = config;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...settings,
    ...given,
    rules: { ...settings.rules, ...rules },
    exempt: [...settings.exempt, ...(exempt ?? []).map((exemption) => definedOnly(exemption))],
    reservedPorts: { ...settings.reservedPorts, ...reservedPorts },
    ...(kubernetesVersion === undefined ? {} : { kubernetesMinor: minorOf(kubernetesVersion) }),
    ...(nodePortRange === undefined ? {} : { nodePortRange: portRange(nodePortRange) }),
    ...(ephemeralPortRange === undefined ? {} : { ephemeralPortRange: portRange(ephemeralPortRange) }),
  };
}

function definedOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The minor of a version that the schema has let through: 34 of `v1.34.2`. */
function minorOf(version: string): number {
  return digits(/^v?1\.(\d+)/.exec(version)?.[1] ?? "");
}

function portRange(text: string): PortRange {
  const [from, to] = rangeOf(text);
  return { from, to };
}
