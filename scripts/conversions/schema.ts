import { type Data, nameOf } from "./objects.ts";

interface ModelClass {
  new (data: Data): { validate(): void };
}

/** Packages that hold validators made of the API's own OpenAPI document, by what follows the package's name. */
const PACKAGES = ["kubernetes-models", "@kubernetes-models/gateway-api"];

const classes = new Map<string, Promise<ModelClass | undefined>>();

/** What the schema of an object's kind says against it; undefined where there is no schema for the kind. */
export async function schemaProblems(object: Data): Promise<readonly string[] | undefined> {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const key = `${apiVersion}/${kind}`;
  if (!classes.has(key)) classes.set(key, load(apiVersion, kind));
  const Model = await classes.get(key);
  if (!Model) return undefined;
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.split(", ").map((message) => `${nameOf(object)}: ${message}`);
  }
}

async function load(apiVersion: string, kind: string): Promise<ModelClass | undefined> {
  for (const name of PACKAGES) {
    try {
      const module = (await import(`${name}/${apiVersion}/${kind}`)) as Readonly<Record<string, ModelClass>>;
      return module[kind];
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED" && code !== "ERR_MODULE_NOT_FOUND") throw error;
    }
  }
  return undefined;
}
