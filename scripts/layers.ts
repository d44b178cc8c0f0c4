/**
 * The layers of the sources, the lowest first. A file may import what lies in its own layer or a lower one, never what
 * lies above. `npm run generate` makes the linter's rules from this table, and `test/tidy` holds every import against it.
 */
export const LAYERS = [
  { name: "text", folder: "server/src/core/text" },
  { name: "yaml", folder: "server/src/core/yaml" },
  { name: "kubernetes", folder: "server/src/core/kubernetes" },
  { name: "fields", folder: "server/src/core/fields" },
  { name: "settings", folder: "server/src/core/settings" },
  { name: "facts", folder: "server/src/core/facts" },
  { name: "units", folder: "server/src/core/units" },
  { name: "fixes", folder: "server/src/core/fixes" },
  { name: "rules", folder: "server/src/core/rules" },
  { name: "suppress", folder: "server/src/core/suppress" },
  { name: "workspace", folder: "server/src/core/workspace" },
  { name: "features", folder: "server/src/core/features" },
  { name: "testing", folder: "server/src/core/testing" },
  { name: "host", folder: "server/src/host" },
  { name: "lsp", folder: "server/src/lsp" },
  { name: "cli", folder: "server/src/cli" },
] as const;

/** Packages that a single folder wraps: everything else sees them through it. */
export const WRAPPED_PACKAGES: Readonly<Record<string, string>> = {
  yaml: "server/src/core/yaml",
  "vscode-languageserver": "server/src/lsp",
  "vscode-languageserver-textdocument": "server/src/lsp",
  "vscode-languageclient": "client/src",
  vscode: "client/src",
  cac: "server/src/cli",
  picocolors: "server/src/cli",
  ignore: "server/src/host",
};

/** The engine: no file system, no process, no editor. */
export const CORE = "server/src/core";
