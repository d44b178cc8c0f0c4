import { collectIdentity } from "../facts/collect-parts.ts";
import { collectService } from "../facts/collect-service.ts";
import { collectWorkload } from "../facts/collect-workload.ts";
import type { ResourceFacts } from "../facts/facts.ts";
import { PlaceCollector } from "../facts/places.ts";
import type { Location, Member, UnitView } from "../facts/unit-view.ts";
import { CARDS } from "../fields/cards.generated.ts";
import { type Spot, spotAt } from "../kubernetes/document.ts";
import type { Resource } from "../kubernetes/resource.ts";
import { type Span, sameSpan, shift, touches } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { containerPortSaying } from "./hover/container-port-fields.ts";
import { type HoveredField, hoveredField } from "./hover/hovered-field.ts";
import { layOut } from "./hover/layout.ts";
import { podSaying } from "./hover/pod-fields.ts";
import type { Saying } from "./hover/saying.ts";
import { serviceSaying } from "./hover/service-fields.ts";
import { servicePortSaying } from "./hover/service-port-fields.ts";

/** What a hover looks at: a file's text, and the engine that has read it. */
export interface HoverEnvironment {
  readonly uri: string;
  readonly text: string;
  readonly workspace: Pick<Workspace, "viewOf" | "findings">;
  /** Whether the client renders HTML, so that a part of the card can be folded. */
  readonly folds: boolean;
}

/** A card: offsets of the file, and Markdown in which nothing of the manifest can act. */
export interface HoverCard extends Span {
  readonly markdown: string;
}

/**
 * What the field under the cursor does to the nodes, and what it does in this manifest.
 * @param offset of the file
 * @returns undefined where no field is that has a card
 */
export function hoverAt({ uri, text, workspace, folds }: HoverEnvironment, offset: number): HoverCard | undefined {
  const spot = spotAt(text, offset);
  const hovered = spot && hoveredField(spot);
  if (!hovered) return undefined;
  const unit = workspace.viewOf(uri);
  const markdown = layOut(sayingOf(hovered, spot, uri, unit), {
    field: hovered.field,
    measured: CARDS[hovered.field].measured,
    isBelowFinding: workspace.findings(uri).some((finding) => touches(finding, offset)),
    folds,
    range: unit.nodePortRange,
  });
  return { ...shift(hovered.span, spot.section.start), markdown };
}

function sayingOf(hovered: HoveredField, { section }: Spot, uri: string, unit: UnitView): Saying {
  const placeOf = (resource: Resource): Location => ({ uri, ...shift(nameOf(resource), section.start) });
  if (hovered.at === "containerPort" || hovered.at === "pod") {
    const { workload } = hovered;
    const member = memberAt([...unit.workloads, ...unit.partialWorkloads], placeOf(workload), (places) =>
      collectWorkload(workload, places),
    );
    return hovered.at === "pod" ? podSaying(hovered, { unit, member }) : containerPortSaying(hovered, { unit, member });
  }
  const { service } = hovered;
  const member = memberAt(unit.services, placeOf(service), (places) => collectService(service, places));
  return hovered.at === "service"
    ? serviceSaying(hovered, { unit, member })
    : servicePortSaying(hovered, { unit, member });
}

/** Where an object's name stands in its section: what tells it from the others. */
function nameOf(resource: Resource): Span {
  const places = new PlaceCollector();
  return places.spanOf(collectIdentity(resource, places).at);
}

/** An object as the unit knows it; one that it does not know under this name, as a patch, is what it is alone. */
function memberAt<F extends ResourceFacts>(
  members: readonly Member<F>[],
  at: Location,
  collect: (places: PlaceCollector) => F,
): Member<F> {
  const found = members.find(({ facts, source }) => {
    const place = source.locate(facts.at);
    return place.uri === at.uri && sameSpan(place, at);
  });
  return found ?? { facts: collect(new PlaceCollector()), source: { uri: at.uri, locate: () => at } };
}
