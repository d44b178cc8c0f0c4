import { isAlias, isCollection, parseAllDocuments } from "yaml";

/** Objects as plain data, read without the engine: what checks its work shall not share its mistakes. */

export type Data = Readonly<Record<string, unknown>>;

/** The objects of a file, those in Lists too; undefined where it cannot be read as plain YAML, as a template cannot. */
export function objectsOf(text: string): readonly Data[] | undefined {
  const documents = parseAllDocuments(text, { merge: true, logLevel: "silent", uniqueKeys: false });
  const list = [...documents];
  if (list.some(({ errors }) => errors.length > 0)) return undefined;
  return list.flatMap((document): Data[] => {
    if (!isCollection(document.contents) && !isAlias(document.contents)) return [];
    const own: unknown = document.toJS();
    if (!isData(own)) return [];
    return Array.isArray(own.items) ? own.items.filter(isData) : [own];
  });
}

export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path of keys; undefined where there is no such thing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((own, key) => (isData(own) ? own[key] : undefined), value);
}

export function listAt(value: unknown, ...path: readonly string[]): readonly Data[] {
  const own = at(value, ...path);
  return Array.isArray(own) ? own.filter(isData) : [];
}

/** How an object is known: kind, namespace, name. */
export function nameOf(object: Data): string {
  const name = at(object, "metadata", "name") ?? `${at(object, "metadata", "generateName")}*`;
  return `${object.kind} ${namespaceOf(object)}/${name}`;
}

/** The namespace that is written; "" where none is. */
export function namespaceOf(object: Data): string {
  return `${at(object, "metadata", "namespace") ?? ""}`;
}

/** The template of an object's pods: the object itself where it is a pod. */
export function podOf(object: Data): { readonly labels: Data; readonly spec: Data } | undefined {
  const template =
    object.kind === "Pod"
      ? object
      : object.kind === "PodTemplate"
        ? object.template
        : (at(object, "spec", "jobTemplate", "spec", "template") ?? at(object, "spec", "template"));
  const spec = at(template, "spec");
  const labels = at(template, "metadata", "labels");
  return isData(spec) && Array.isArray(spec.containers) ? { spec, labels: isData(labels) ? labels : {} } : undefined;
}

export function containersOf(spec: Data): readonly Data[] {
  return listAt(spec, "containers");
}
