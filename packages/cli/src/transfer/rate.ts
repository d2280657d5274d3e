/** How far the rate looks back, in milliseconds. */
const SPAN = 3_000;

/** How fast a running total grows: over the last seconds, so that it follows what is going on. */
export class Rate {
  readonly #samples: { readonly at: number; readonly total: number }[] = [];

  /** Notes the total at a time in milliseconds. */
  note(total: number, at: number): void {
    this.#samples.push({ at, total });
    // The oldest sample that counts is the last one outside of the span.
    while (this.#samples.length > 2 && this.#samples[1]!.at <= at - SPAN) this.#samples.shift();
  }

  /** Units a second; 0 while nothing can be said. */
  get perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at === first.at) return 0;
    return ((last.total - first.total) * 1000) / (last.at - first.at);
  }
}
