import { argv } from "node:process";
import { build, context } from "esbuild";

/** Bundles everything that ships into `dist/`: `node esbuild.mjs [--watch] [--production] [--quiet]`. */
const production = argv.includes("--production");

const common = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  sourcesContent: false,
  logLevel: argv.includes("--quiet") ? "warning" : "info",
  legalComments: "none",
};
const node = { ...common, platform: "node", format: "cjs", target: "node20" };

const bundles = [
  { ...node, entryPoints: { extension: "client/src/extension.node.ts" }, external: ["vscode"] },
  { ...node, entryPoints: { server: "server/src/main.node.ts", cli: "server/src/cli/main.ts" } },
].map((options) => ({ ...options, outdir: "dist" }));

if (argv.includes("--watch")) for (const options of bundles) await (await context(options)).watch();
else await Promise.all(bundles.map((options) => build(options)));
