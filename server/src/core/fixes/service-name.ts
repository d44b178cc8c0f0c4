import type { WorkloadFacts } from "../facts/facts.ts";
import type { Member } from "../facts/unit-view.ts";
import { known, stringField } from "../yaml/field.ts";
import type { FixTarget } from "./fix.ts";
import { targetOf } from "./other-target.ts";

/** The Service of the API server itself. Source: kubernetes pkg/controlplane/controller/kubernetesservice. */
const RESERVED = ["kubernetes"];

/** How long a Service's name may be: a DNS label. */
const LONGEST = 63;

/**
 * A name for the Service of a workload that no Service of the unit has; undefined where its own name holds nothing to make
 * one of. A digit in front is allowed since Kubernetes 1.36 only.
 * Source: kubernetes apimachinery/pkg/util/validation IsDNS1035Label.
 * @param suffix what tells it from the workload's; may be empty
 */
export function serviceNameFor(target: FixTarget, member: Member<WorkloadFacts>, suffix: string): string | undefined {
  const { name, generateName } = target.resource.metadata;
  const own = known(name) ?? known(generateName) ?? "";
  const label = own
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (label === "") return undefined;
  const base = /^[a-z]/.test(label) ? label : `svc-${label}`;
  // A kustomization may put something in front of all names, and behind them.
  const affixes = typeof member.facts.name === "string" ? Math.max(0, member.facts.name.length - own.length) : 0;
  const taken = takenNames(target);
  for (let count = 1; count < 1000; count++) {
    const end = [suffix, ...(count === 1 ? [] : [`${count}`])].map((part) => (part === "" ? "" : `-${part}`)).join("");
    const candidate = base.slice(0, LONGEST - affixes - end.length).replace(/-+$/, "") + end;
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}

/** The names of the unit's Services, as they are deployed and, where a kustomization may change them, as they are written. */
function takenNames(target: FixTarget): ReadonlySet<string> {
  const {
    resource,
    unit: { services, tool },
  } = target;
  const isRendered = tool === "kustomize" || tool === "cluster";
  const deployed = services.flatMap((service) => {
    const written = isRendered ? targetOf(target, service)?.resource.metadata.name : undefined;
    return [service.facts.name, written && known(written)].filter((name) => typeof name === "string");
  });
  // The headless Service of a StatefulSet, which may stand elsewhere, cannot become another one.
  const governing = resource.type === "workload" ? known(stringField(resource.spec, "serviceName")) : undefined;
  return new Set([...deployed, ...RESERVED, ...(governing === undefined ? [] : [governing])]);
}
