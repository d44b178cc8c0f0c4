import type { Span } from "../text/span.ts";
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

  /** Start and end of each place, in its section. */
  spans(): Uint32Array {
    const spans = new Uint32Array(this.#places.length * 2);
    this.#places.forEach(({ start, end }, index) => {
      spans[index * 2] = start;
      spans[index * 2 + 1] = end;
    });
    return spans;
  }

  /** Where each place of a rendered tree came from. */
  origins(): readonly (Origin | undefined)[] {
    return this.#places.map(({ origin }) => origin);
  }
}
