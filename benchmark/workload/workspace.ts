import { chartTemplates } from "./chart.ts";
import { type Lines, section, stream } from "./lines.ts";
import { appName, fieldName, image, prose, teamName } from "./names.ts";
import * as objects from "./objects.ts";
import { Random } from "./random.ts";
import { type App, appNamed, type WorkloadKind, workload } from "./workloads.ts";

/** Texts by their path in the workspace, with slashes. */
export type Files = Map<string, string>;

/** What the parts of a workspace are made of, by the share of its directories. */
const DIRECTORIES = { plain: 38, kustomized: 14, chart: 10, flux: 16, crds: 6, other: 16 };

/** One file in a thousand holds a whole product with its resource definitions, as `install.yaml` files do. */
const FILES_PER_INSTALL = 1000;
export const BUNDLE_SIZE = 1_900_000;

/** A workspace of about as many files, as repositories of manifests are: the same one for the same seed. */
export function generateWorkspace(seed: number, count: number): Files {
  const random = new Random(seed);
  const files = generatePair();
  let installs = 0;
  for (let index = 0; files.size < count; index++) {
    if (files.size >= (installs + 0.5) * FILES_PER_INSTALL)
      files.set(`install/product-${installs++}/install.yaml`, generateBundle(random.integer(1, 2 ** 31), BUNDLE_SIZE));
    const app = appNamed(random, appName(random), random.chance(0.6) ? teamName(random) : undefined);
    const directory = DIRECTORY_MAKERS[random.weighted(DIRECTORIES)];
    for (const [path, text] of directory(random, app, index)) if (files.size < count) files.set(path, text);
  }
  return files;
}

/** Two objects of one kustomization, each in a file of its own, that want the same port of every node. */
export const PAIR = ["gateway", "proxy"] as const;

function generatePair(): Files {
  const files: Files = new Map(PAIR.map((name) => [`pair/${name}.yaml`, pairObject(name)]));
  return files.set(
    "pair/kustomization.yaml",
    kustomization(
      [...PAIR].map((name) => `${name}.yaml`),
      [],
    ),
  );
}

export function pairObject(name: (typeof PAIR)[number]): string {
  const app: App = { name, namespace: "edge", port: 80, exposure: "hostPort", isNodePort: false };
  return section(workload(new Random(1), "DaemonSet", app));
}

type DirectoryMaker = (random: Random, app: App, index: number) => Files;

const DIRECTORY_MAKERS: Readonly<Record<keyof typeof DIRECTORIES, DirectoryMaker>> = {
  plain(random, app, index) {
    const directory = `deploy/${teamName(random)}/${app.name}-${index}`;
    const parts = appObjects(random, app);
    // Half of the time all objects stand in one file, as `kubectl apply -f` likes them.
    if (random.chance(0.5))
      return new Map([[`${directory}/${app.name}.yaml`, stream([...parts.values()].map(section))]]);
    return new Map([...parts].map(([name, lines]) => [`${directory}/${name}.yaml`, section(lines)]));
  },
  kustomized(random, app, index) {
    const directory = `apps/${app.name}-${index}`;
    const parts = appObjects(random, app);
    const files: Files = new Map(
      [...parts].map(([name, lines]) => [`${directory}/base/${name}.yaml`, section(lines)] as const),
    );
    files.set(
      `${directory}/base/kustomization.yaml`,
      kustomization(
        [...parts.keys()].map((name) => `${name}.yaml`),
        [],
      ),
    );
    for (const overlay of ["staging", "production"]) {
      const own = `${directory}/overlays/${overlay}`;
      files.set(`${own}/kustomization.yaml`, kustomization(["../../base"], ["patch.yaml"], `${app.name}-${overlay}`));
      files.set(`${own}/patch.yaml`, section(patch(random, app, [...parts.values()][0] ?? [])));
    }
    return files;
  },
  chart(random, app, index) {
    const directory = `charts/${app.name}-${index}`;
    const files: Files = new Map([
      [`${directory}/Chart.yaml`, section(["apiVersion: v2", `name: ${app.name}`, "version: 0.1.0"])],
      [`${directory}/values.yaml`, section(objects.values(random))],
    ]);
    for (const [name, lines] of chartTemplates(random, app))
      if (name.endsWith(".yaml")) files.set(`${directory}/templates/${name}`, section(lines));
    return files;
  },
  flux(random, app, index) {
    const cluster = random.pick(["staging", "production", "edge"]);
    const file = `clusters/${cluster}/${app.name}-${index}`;
    return new Map([
      [`${file}/release.yaml`, section(objects.helmRelease(random, app))],
      [`${file}/alerts.yaml`, section(objects.prometheusRule(random, app))],
    ]);
  },
  crds: (random, { name }, index) =>
    new Map([[`crds/${name}-${index}/crd.yaml`, section(objects.customResourceDefinition(random))]]),
  other(random, app, index) {
    const directory = `services/${app.name}-${index}`;
    return new Map([
      [`${directory}/.github/workflows/ci.yaml`, section(pipeline(random, app))],
      [`${directory}/compose.yaml`, section(compose(random, app))],
      [
        `${directory}/package.json`,
        `${JSON.stringify({ name: app.name, version: "1.0.0", private: true }, null, 2)}\n`,
      ],
    ]);
  },
};

/** The objects of one application, by file name: the workload first. */
function appObjects(random: Random, app: App): Map<string, Lines> {
  const kind = random.weighted<WorkloadKind>({
    Deployment: 62,
    DaemonSet: 12,
    StatefulSet: 10,
    CronJob: 8,
    Job: 4,
    Pod: 4,
  });
  const parts = new Map<string, Lines>([[kind.toLowerCase(), workload(random, kind, app)]]);
  if (kind !== "CronJob" && kind !== "Job") parts.set("service", objects.service(random, app));
  if (random.chance(0.5)) parts.set("configmap", objects.configMap(random, app));
  if (random.chance(0.4)) parts.set("account", objects.serviceAccount(random, app));
  if (random.chance(0.25)) parts.set("role", objects.clusterRole(random, app));
  if (random.chance(0.2)) parts.set("binding", objects.clusterRoleBinding(random, app));
  if (random.chance(0.25)) parts.set("ingress", objects.ingress(random, app));
  if (random.chance(0.15)) parts.set("policy", objects.networkPolicy(random, app));
  if (kind === "Deployment" && random.chance(0.2)) parts.set("autoscaler", objects.autoscaler(random, app));
  if (random.chance(0.1)) parts.set("alerts", objects.prometheusRule(random, app));
  if (app.namespace !== undefined && random.chance(0.3)) parts.set("namespace", objects.namespace(app.namespace));
  return parts;
}

function kustomization(resources: readonly string[], patches: readonly string[], namespace?: string): string {
  return section([
    "apiVersion: kustomize.config.k8s.io/v1beta1",
    "kind: Kustomization",
    ...(namespace === undefined ? [] : [`namespace: ${namespace}`]),
    "resources:",
    ...resources.map((path) => `  - ${path}`),
    ...(patches.length > 0 ? ["patches:", ...patches.map((path) => `  - path: ${path}`)] : []),
  ]);
}

/** A patch of the workload that the base begins with. */
function patch(random: Random, { name, namespace }: App, [apiVersion = "", kind = ""]: Lines): string[] {
  return [
    apiVersion,
    kind,
    "metadata:",
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    "  annotations:",
    `    example.com/owner: ${teamName(random)}`,
    ...(kind === "kind: Deployment" || kind === "kind: StatefulSet"
      ? ["spec:", `  replicas: ${random.integer(2, 9)}`]
      : []),
  ];
}

function pipeline(random: Random, { name }: App): string[] {
  return [
    "name: ci",
    "on: [push]",
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-latest",
    "    steps:",
    ...Array.from({ length: random.integer(2, 12) }, () => [
      `      - name: ${prose(random, 20)}`,
      `        run: make ${fieldName(random)} IMAGE=${image(random, name)}`,
    ]).flat(),
  ];
}

function compose(random: Random, { name, port }: App): string[] {
  return ["services:", `  ${name}:`, `    image: ${image(random, name)}`, "    ports:", `      - "${port}:${port}"`];
}

/** One file of many documents, none of them a resource definition, with at least so many lines. */
export function generateLargeFile(seed: number, lines: number): string {
  const random = new Random(seed);
  const sections: string[] = [];
  for (let count = 0; count < lines; ) {
    const app = appNamed(random, `${appName(random)}-${sections.length}`, teamName(random));
    const texts = [...appObjects(random, app).values()].map(section);
    random.chance(0.5) ? sections.push(...texts) : sections.unshift(...texts);
    count += texts.reduce((sum, text) => sum + text.split("\n").length, 0);
  }
  return stream(sections);
}

/**
 * A product as its `install.yaml` ships it: a workload in front and its Service behind many resource definitions, one
 * of which makes up most of the file.
 */
export function generateBundle(seed: number, size: number): string {
  const random = new Random(seed);
  const app = { ...appNamed(random, appName(random), "product"), exposure: "hostPort", isNodePort: true } as const;
  const sections = [section(workload(random, "Deployment", app))];
  sections.push(section(objects.customResourceDefinition(random, size * 0.7)));
  let length = size * 0.7;
  while (length < size) {
    const own = appNamed(random, appName(random), "product");
    const text = section(
      random.chance(0.5)
        ? objects.customResourceDefinition(random)
        : random.pick([...appObjects(random, own).values()]),
    );
    sections.push(text);
    length += text.length;
  }
  sections.push(section(objects.service(random, app)));
  return stream(sections);
}
