import { digits } from "../yaml/digits.ts";

/**
 * Pod Security's labels on a Namespace, as the API server reads them.
 * Source: k8s.io/pod-security-admission/api constants.go, helpers.go `PolicyToEvaluate`.
 */

/** From the loosest on, as the server lists them. */
export const POD_SECURITY_LEVELS = ["privileged", "baseline", "restricted"] as const;
export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** What happens to an object that breaks the level: it is refused, noted in the audit log, or its author is warned. */
export const POD_SECURITY_MODES = ["enforce", "audit", "warn"] as const;
export type PodSecurityMode = (typeof POD_SECURITY_MODES)[number];

const PREFIX = "pod-security.kubernetes.io/";

export interface LevelVersion {
  readonly level: PodSecurityLevel;
  /** The minor version whose checks count: 34 for v1.34. */
  readonly version: number | "latest";
}

export type PodSecurityPolicy = Readonly<Record<PodSecurityMode, LevelVersion>>;

export function isPodSecurityLabel(key: string): boolean {
  return key.startsWith(PREFIX);
}

export function levelLabel(mode: PodSecurityMode): string {
  return PREFIX + mode;
}

export function versionLabel(mode: PodSecurityMode): string {
  return `${PREFIX}${mode}-version`;
}

/** The server's objection to the value of one of the labels; undefined for a good one and for any other label. */
export function podSecurityLabelProblem(key: string, value: string): string | undefined {
  if (POD_SECURITY_MODES.some((mode) => key === levelLabel(mode)))
    return isLevel(value) ? undefined : `must be one of ${POD_SECURITY_LEVELS.join(", ")}`;
  if (POD_SECURITY_MODES.some((mode) => key === versionLabel(mode)))
    return isVersion(value) ? undefined : 'must be "latest" or "v1.x"';
  return undefined;
}

/**
 * The policy of a namespace: what its labels say, else the cluster's default. Where it enforces more than it would warn
 * of, and says nothing of warning, it warns of what it enforces.
 * @param enforced the level that the cluster's configuration enforces where no label says another
 * @returns undefined where a label is wrong: the server then refuses the Namespace itself
 */
export function podSecurityPolicy(
  labels: Readonly<Record<string, string>>,
  enforced: PodSecurityLevel,
): PodSecurityPolicy | undefined {
  if (Object.entries(labels).some(([key, value]) => podSecurityLabelProblem(key, value) !== undefined))
    return undefined;
  const read = (mode: PodSecurityMode, byDefault: PodSecurityLevel): LevelVersion => ({
    level: levelOf(labels, mode) ?? byDefault,
    version: versionOf(labels, mode) ?? "latest",
  });
  const enforce = read("enforce", enforced);
  const warn = read("warn", "privileged");
  const follows = levelOf(labels, "warn") === undefined && levelOf(labels, "enforce") !== undefined;
  return {
    enforce,
    audit: read("audit", "privileged"),
    warn:
      follows && isStricter(enforce.level, warn.level)
        ? { level: enforce.level, version: versionOf(labels, "warn") ?? enforce.version }
        : warn,
  };
}

/** A policy as the server writes it: `baseline:v1.34`. */
export function levelVersionText({ level, version }: LevelVersion): string {
  return `${level}:${version === "latest" ? version : `v1.${version}`}`;
}

function isStricter(level: PodSecurityLevel, other: PodSecurityLevel): boolean {
  return POD_SECURITY_LEVELS.indexOf(level) > POD_SECURITY_LEVELS.indexOf(other);
}

function isLevel(value: string): value is PodSecurityLevel {
  return POD_SECURITY_LEVELS.some((level) => level === value);
}

function isVersion(value: string): boolean {
  return value === "latest" || /^v1\.(?:\d|[1-9]\d+)$/.test(value);
}

function levelOf(labels: Readonly<Record<string, string>>, mode: PodSecurityMode): PodSecurityLevel | undefined {
  const value = labels[levelLabel(mode)];
  return value !== undefined && isLevel(value) ? value : undefined;
}

function versionOf(labels: Readonly<Record<string, string>>, mode: PodSecurityMode): number | "latest" | undefined {
  const value = labels[versionLabel(mode)];
  if (value === undefined || value === "latest") return value;
  return digits(value.slice("v1.".length));
}
