import { type Claim, conflicts } from "./claim.ts";

/** A request's work; calls `done` when it is finished, in the same turn or later. */
export type Start = (done: () => void) => void;

interface Place {
  readonly claims: readonly Claim[];
  readonly start: Start;
  /** How many earlier requests it still waits for. */
  earlier: number;
  /** Who waits for this one. */
  readonly later: Place[];
}

/**
 * Lets requests run as soon as no earlier one that conflicts is unfinished. A request only ever waits for earlier
 * ones, so nothing can wait in a circle.
 */
export class Schedule {
  readonly #unfinished = new Set<Place>();

  /** How many requests have entered and are not done. */
  get size(): number {
    return this.#unfinished.size;
  }

  /** Calls `start` once it is this request's turn, which may be at once. */
  enter(claims: readonly Claim[], start: Start): void {
    const place: Place = { claims, start, earlier: 0, later: [] };
    for (const other of this.#unfinished) {
      if (!conflict(other.claims, claims)) continue;
      other.later.push(place);
      place.earlier++;
    }
    this.#unfinished.add(place);
    if (place.earlier === 0) this.#start(place);
  }

  #start(place: Place): void {
    place.start(() => {
      if (!this.#unfinished.delete(place)) return;
      for (const next of place.later) {
        if (--next.earlier === 0) this.#start(next);
      }
    });
  }
}

function conflict(some: readonly Claim[], others: readonly Claim[]): boolean {
  return some.some((one) => others.some((other) => conflicts(one, other)));
}
