import type { Span } from "../text/span.ts";
import { packSpans, type SpanList } from "../text/span-list.ts";
import type { Origin } from "../yaml/node.ts";
import type { PlaceId } from "./facts.ts";

/** Something with a place: a node or an entry of a section's tree. */
export interface Placed extends Span {
  readonly origin?: Origin;
}

/**
 * Gives the places that facts name their numbers, in the order in which they are met: equal facts have equal numbers,
 * wherever they stand in the text.
 */
export class PlaceCollector {
  readonly #places: Placed[] = [];

  add(place: Placed): PlaceId {
    this.#places.push(place);
    return this.#places.length - 1;
  }

  /** Where each place is, in its section. */
  spans(): SpanList {
    return packSpans(this.#places);
  }

  /** Where one place is, in its section. */
  spanOf(id: PlaceId): Span {
    return this.#places[id] ?? { start: 0, end: 0 };
  }

  /** Where each place of a rendered tree came from. */
  origins(): readonly (Origin | undefined)[] {
    return this.#places.map(({ origin }) => origin);
  }
}
