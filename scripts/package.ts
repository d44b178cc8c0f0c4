import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { stdout } from "node:process";
import { createVSIX } from "@vscode/vsce";

const root = join(import.meta.dirname, "..");

/**
 * Builds what ships and packs it: `npm run package`.
 * @returns the path of the `.vsix`
 * @throws Error when a check of the Marketplace's packer fails
 */
export async function packExtension(): Promise<string> {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packagePath = join(root, `${name}-${version}.vsix`);
  // Nothing of node_modules ships: the bundles hold all that they need.
  await createVSIX({ cwd: root, packagePath, dependencies: false });
  return packagePath;
}

if (import.meta.main) {
  const path = await packExtension();
  stdout.write(`${path}: ${(statSync(path).size / 1000).toFixed(0)} kB\n`);
  stdout.write(`Install it with: code --install-extension ${path}\n`);
}
