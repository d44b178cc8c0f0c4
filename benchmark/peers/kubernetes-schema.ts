import { globSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";

/** JSON Schema files by the last part of their address, as yaml-language-server asks for them. */
export type SchemaFiles = ReadonlyMap<string, string>;

interface Definition {
  description?: string;
  type?: "object";
  properties?: Record<string, unknown>;
  required?: string[];
  additionalProperties?: boolean;
  oneOf?: unknown[];
}

/**
 * Writes the Kubernetes schema that yaml-language-server expects (`all.json`, which refers to `_definitions.json`) from
 * the declarations of the npm package `kubernetes-types`, which are made from the API's own OpenAPI document: types,
 * required fields, descriptions, no fields beside those. As in the published files, `all.json` refers to every
 * definition, also to those that no manifest names (openapi2jsonschema, which writes them: `types.append(title)` in
 * command.py); yaml-language-server resolves each of them when the first document is opened.
 * @param directory of the installed package
 */
export function kubernetesSchema(directory: string): SchemaFiles {
  const definitions: Record<string, Definition> = {};
  for (const path of globSync("**/*.d.ts", { cwd: directory })) {
    const module = path
      .split(sep)
      .join("/")
      .replace(/\.d\.ts$/, "");
    readDeclarations(readFileSync(join(directory, path), "utf8"), module, (name, definition) => {
      definitions[name] = definition;
    });
  }
  const all = {
    oneOf: Object.keys(definitions)
      .sort()
      .map((name) => ({ $ref: `_definitions.json${pointer(name)}` })),
  };
  return new Map([
    ["all.json", JSON.stringify(all)],
    ["_definitions.json", JSON.stringify({ definitions })],
  ]);
}

/** The definition's name in the OpenAPI document: `io.k8s.api.core.v1.Pod` for `Pod` of the module `core/v1`. */
function definitionName(module: string, type: string): string {
  const name = module.replaceAll("/", ".");
  if (module.startsWith("apiextensions/")) return `io.k8s.apiextensions-apiserver.pkg.apis.${name}.${type}`;
  if (module.startsWith("meta/")) return `io.k8s.apimachinery.pkg.apis.${name}.${type}`;
  if (module.startsWith("api/") || !module.includes("/")) return `io.k8s.apimachinery.pkg.${name}.${type}`;
  return `io.k8s.api.${name}.${type}`;
}

function pointer(name: string): string {
  return `#/definitions/${name}`;
}

/** Goes through the lines of one file of declarations: they are generated, and so of few shapes. */
function readDeclarations(text: string, module: string, add: (name: string, definition: Definition) => void): void {
  const imports = new Map<string, string>();
  let description = "";
  let open: Definition | undefined;
  const nameOf = (type: string): string => definitionName(imports.get(type) ?? module, type);
  const schemaOf = (type: string): object => {
    const parts = type.split(" | ");
    if (parts.length > 1) return { oneOf: parts.map(schemaOf) };
    const list = /^Array<(.*)>$/.exec(type)?.[1] ?? /^(.*)\[\]$/.exec(type)?.[1];
    if (list !== undefined) return { type: "array", items: schemaOf(list) };
    const literal = /^"(.*)"$/.exec(type)?.[1];
    if (literal !== undefined) return { type: "string", enum: [literal] };
    if (type === "string" || type === "number" || type === "boolean") return { type };
    return { $ref: pointer(nameOf(type)) };
  };
  const source = text
    .replace(/\{\s*\[name: string\]: ([^;]+);\s*\}/g, "Map<$1>")
    .replace(
      /\/\*\*([\s\S]*?)\*\//g,
      (_, comment: string) => `/** ${comment.replace(/\s*\n\s*\*\s?/g, " ").trim()} */`,
    );
  for (const line of source.split("\n")) {
    const imported = /^import \{ (.*) \} from "(.*)";/.exec(line);
    if (imported)
      for (const type of (imported[1] ?? "").split(", "))
        imports.set(type, posix.join(posix.dirname(module), imported[2] ?? ""));
    const comment = /^\s*\/\*\* (.*) \*\/$/.exec(line)?.[1];
    if (comment !== undefined) description = comment;
    const alias = /^export type (\w+) = (.*);$/.exec(line);
    if (alias) add(nameOf(alias[1] ?? ""), { description, ...schemaOf(alias[2] ?? "") });
    const declared = /^export interface (\w+) \{/.exec(line)?.[1];
    if (declared !== undefined) {
      open = { description, type: "object", properties: {}, required: [], additionalProperties: isOpen(declared) };
      add(nameOf(declared), open);
    }
    const field = /^ {4}(?:readonly )?"?([\w$-]+)"?(\?)?: (.*);$/.exec(line);
    if (!field || !open?.properties) continue;
    const [, name = "", optional, type = ""] = field;
    const values = /^Map<(.*)>$/.exec(type)?.[1];
    const schema = values === undefined ? schemaOf(type) : { type: "object", additionalProperties: schemaOf(values) };
    open.properties[name] = { description, ...schema };
    if (!optional) open.required?.push(name);
  }
}

/** Types whose declarations are empty, because they may hold anything. */
function isOpen(type: string): boolean {
  return ["RawExtension", "FieldsV1", "JSONSchemaProps", "Unstructured"].includes(type);
}
