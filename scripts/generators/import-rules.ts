import { join } from "node:path";
import { CORE, LAYERS, WRAPPED_PACKAGES } from "../layers.ts";
import { root } from "./paths.ts";

/** The linter's rules about imports, made from the table of layers. */
export function importRules(): ReadonlyMap<string, string> {
  const overrides = LAYERS.map(({ name, folder }, index) => {
    const above = LAYERS.slice(index + 1).map((layer) => layer.name);
    const isCore = folder.startsWith(CORE);
    const wrapped = Object.entries(WRAPPED_PACKAGES).flatMap(([name, home]) => (home === folder ? [] : [name]));
    return {
      includes: [`${folder}/**/*.ts`, "!**/*.test.ts"],
      linter: {
        rules: {
          style: {
            noRestrictedImports: {
              level: "error",
              options: {
                patterns: [
                  ...(above.length > 0
                    ? [{ group: above.map((layer) => `../**/${layer}/**`), message: `${name} lies below it.` }]
                    : []),
                  {
                    group: wrapped.flatMap((name) => [name, `${name}/*`]),
                    message: "One folder wraps this package.",
                  },
                  ...(isCore && name !== "testing"
                    ? [{ group: ["node:*"], message: "The engine knows no process and no file system." }]
                    : []),
                ],
              },
            },
          },
        },
      },
    };
  });
  return new Map([[join(root, "biome.imports.generated.json"), `${JSON.stringify({ overrides }, undefined, 2)}\n`]]);
}
