import { removeEntries, replaceScalar } from "../yaml/edit.ts";
import { entryOf, type YamlEntry, type YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, inSection } from "./fix.ts";

/** What the API server refuses, or ignores, on a Service that is reached inside the cluster alone. */
const EXTERNAL_FIELDS = [
  "externalTrafficPolicy",
  "healthCheckNodePort",
  "allocateLoadBalancerNodePorts",
  "loadBalancerClass",
  "loadBalancerIP",
  "loadBalancerSourceRanges",
];
const RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** Closes a Service to the outside: type ClusterIP, without node ports and all that belongs to them. */
export const makeClusterIp = defineFix({
  id: "make-cluster-ip",
  title: () => "Set the Service's type to ClusterIP: reached from inside the cluster alone",
  apply(target) {
    const { resource, text, tree } = target;
    const spec = resource.type === "service" ? resource.spec : undefined;
    const type = spec?.map && entryOf(spec.map, "type");
    if (!spec?.map || type?.value.kind !== "scalar") return { refused: "There is no Service type here." };
    if (resource.metadata.annotations.entries.some(({ key }) => key === RANGES))
      return { refused: "The annotation with source ranges is for load balancers." };
    const isOpen = entryOf(spec.map, "externalIPs") !== undefined;
    const removed = [
      entriesOf(
        spec.map,
        EXTERNAL_FIELDS.filter((field) => !isOpen || field !== "externalTrafficPolicy"),
      ),
      ...spec.ports.map(({ map }) => entriesOf(map, ["nodePort"])),
    ];
    const entries = [type, ...removed.flatMap((own) => own.entries)];
    if (!spec.portsComplete || entries.some(({ conditional }) => conditional))
      return { refused: "A template decides about parts of the Service." };
    if (entries.some((entry) => entry.merged || isShared(tree, entry) || isShared(tree, entry.value)))
      return { refused: "The place is shared by a YAML anchor." };
    return inSection(target, [
      replaceScalar(text, type.value, "ClusterIP"),
      ...removed.flatMap((own) => (own.map ? removeEntries(text, own.map, own.entries) : [])),
    ]);
  },
});

function entriesOf(map: YamlMap | undefined, keys: readonly string[]) {
  const entries: YamlEntry[] = (map?.entries ?? []).filter(({ key }) => keys.includes(key.text));
  return { map, entries };
}
