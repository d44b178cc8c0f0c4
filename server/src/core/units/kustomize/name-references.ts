import { type BuildObject, idOf, isClusterScoped, originalId } from "./object.ts";
import { changeAt, computedString } from "./tree.ts";

/** A field that names an object of another kind and follows it when it is renamed. */
export interface NameReference {
  readonly to: string;
  readonly from: string;
  readonly group?: string;
  readonly path: readonly string[];
}

/** Source: kustomize api/internal/konfig/builtinpluginconsts/namereference.go, the kinds that the engine reads. */
const REFERENCES: readonly NameReference[] = [
  ...["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"].map((to) => ({
    to,
    from: "HorizontalPodAutoscaler",
    path: ["spec", "scaleTargetRef", "name"],
  })),
  { to: "Service", from: "StatefulSet", group: "apps", path: ["spec", "serviceName"] },
  ...[
    "spec/rules/http/paths/backend/serviceName",
    "spec/backend/serviceName",
    "spec/rules/http/paths/backend/service/name",
    "spec/defaultBackend/service/name",
  ].map((path) => ({ to: "Service", from: "Ingress", path: path.split("/") })),
];

/**
 * Makes references follow the objects that they name.
 * @param references those that configurations add
 * @param failed told of a reference that may mean several objects: the build ends there
 */
export function fixReferences(
  objects: readonly BuildObject[],
  references: readonly NameReference[],
  failed: (reason: string) => void,
): BuildObject[] {
  // An object without an earlier name is still called what others call it.
  const byName = new Map<string, BuildObject[]>();
  for (const object of objects)
    for (const name of new Set(object.previous.map((id) => id.name)))
      byName.set(name, [...(byName.get(name) ?? []), object]);
  return objects.map((object) => {
    const id = originalId(object);
    let { root } = object;
    for (const reference of [...REFERENCES, ...references]) {
      if (reference.from !== id.kind || (reference.group !== undefined && reference.group !== id.group)) continue;
      const changed = changeAt(root, reference.path, undefined, (node) => {
        if (node?.kind !== "scalar") return node;
        const name = referralOf(node.text, reference, object, byName.get(node.text) ?? [], failed);
        return name === undefined || name === node.text ? node : computedString(name, node);
      });
      if (changed.kind === "map") root = changed;
    }
    return root === object.root ? object : { ...object, root };
  });
}

/** What the named object is called now. */
function referralOf(
  name: string,
  { to }: NameReference,
  referrer: BuildObject,
  named: readonly BuildObject[],
  failed: (reason: string) => void,
): string | undefined {
  const { namespace, kind } = idOf(referrer.root);
  const candidates = named.filter((candidate) => {
    const current = idOf(candidate.root);
    const isNear = isClusterScoped(kind) || isClusterScoped(current.kind) || current.namespace === namespace;
    return isNear && candidate.previous.some((id) => id.kind === to);
  });
  const found = candidates.length === 1 ? candidates : nearest(candidates, referrer);
  const names = new Set(found.map(({ root }) => idOf(root).name));
  if (names.size > 1) failed(`more than one ${to} ${name}`);
  return names.size === 1 ? [...names][0] : undefined;
}

/** Of several candidates those that were renamed together with the referrer. */
function nearest(candidates: readonly BuildObject[], referrer: BuildObject): readonly BuildObject[] {
  const near = candidates.filter(
    ({ prefixes, suffixes }) =>
      (prefixes.length === 0 || referrer.prefixes.length === 0 || endsAlike(prefixes, referrer.prefixes)) &&
      (suffixes.length === 0 || referrer.suffixes.length === 0 || endsAlike(suffixes, referrer.suffixes)),
  );
  if (near.length <= 1) return near;
  return near.filter(
    ({ prefixes, suffixes }) => endsAlike(prefixes, referrer.prefixes) && endsAlike(suffixes, referrer.suffixes),
  );
}

function endsAlike(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  return short.every((text, index) => long[long.length - short.length + index] === text);
}
