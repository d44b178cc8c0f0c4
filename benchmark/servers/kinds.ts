import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { execPath, stdout } from "node:process";
import { build } from "esbuild";
import { SERVER_ARGUMENTS, SERVER_ENVIRONMENT } from "../../client/src/server-process.ts";
import { kubernetesSchema } from "../peers/kubernetes-schema.ts";
import { generateLargeFile } from "../workload/workspace.ts";
import { Server, type ServerKind } from "./server.ts";

const root = join(import.meta.dirname, "../..");
/** Everything that a run makes; git ignores it. */
export const WORK = join(root, "benchmark/.work");

export interface Servers {
  readonly portolan: ServerKind;
  readonly empty: ServerKind;
  readonly yls: ServerKind;
  /** The script of the floor's process. */
  readonly floor: readonly string[];
}

/** Builds and installs all that is measured. The server is a copy, so that a build during the run changes nothing. */
export async function prepareServers(): Promise<Servers> {
  mkdirSync(WORK, { recursive: true });
  execFileSync(execPath, ["esbuild.mjs", "--production", "--quiet"], { cwd: root, stdio: "inherit" });
  cpSync(join(root, "dist/server.js"), join(WORK, "server.cjs"));
  for (const name of ["empty-server", "floor"])
    await build({
      entryPoints: [join(import.meta.dirname, `${name}.ts`)],
      outfile: join(WORK, `${name}.cjs`),
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      target: "node20",
    });
  return {
    portolan: await portolanServer(),
    empty: { name: "empty server", command: [join(WORK, "empty-server.cjs"), "--stdio"] },
    yls: yamlLanguageServer(),
    floor: [join(WORK, "floor.cjs")],
  };
}

/**
 * Portolan's server as the extension starts it. It has been started once before: an extension is installed once and started
 * every day, and its compiled code is kept.
 */
async function portolanServer(): Promise<ServerKind> {
  const compiled = join(WORK, "compiled");
  rmSync(compiled, { recursive: true, force: true });
  const kind = {
    name: "portolan",
    command: [...SERVER_ARGUMENTS, join(WORK, "server.cjs"), "--stdio"],
    env: { ...SERVER_ENVIRONMENT, NODE_COMPILE_CACHE: compiled },
  };
  const server = new Server(kind);
  await server.initialize();
  await server.begin();
  await server.open("file:///benchmark/first.yaml", generateLargeFile(1, 500));
  await server.end();
  return kind;
}

/** yaml-language-server with its Kubernetes schema, which its client serves as the one of VS Code does. */
function yamlLanguageServer(): ServerKind {
  const peers = join(root, "benchmark/peers");
  const modules = join(peers, "node_modules");
  if (!existsSync(join(modules, "yaml-language-server"))) {
    stdout.write("Installing what the benchmark compares with into benchmark/peers/node_modules (npm ci) …\n");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    execFileSync(npm, ["ci", "--no-audit", "--no-fund"], { cwd: peers, stdio: "inherit", shell: npm !== "npm" });
  }
  const schemas = kubernetesSchema(dirname(join(modules, "kubernetes-types/package.json")));
  return {
    name: "yaml-language-server",
    command: [join(modules, "yaml-language-server/bin/yaml-language-server"), "--stdio"],
    settings: {
      yaml: {
        schemas: { kubernetes: "*.yaml" },
        schemaStore: { enable: false },
        validate: true,
        hover: true,
        completion: true,
      },
    },
    greet(connection) {
      // Schemas of custom resources are asked for as well, from a catalogue: there are none.
      connection.onRequest("vscode/content", (uri: string) => schemas.get(uri.slice(uri.lastIndexOf("/") + 1)) ?? "{}");
      void connection.sendNotification("yaml/registerContentRequest");
    },
  };
}
