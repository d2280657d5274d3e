import type { Flight } from "./flight.ts";
import type { Range } from "./range.ts";
import type { ReadPlan } from "./readPlan.ts";
import type { Source } from "./source.ts";
import type { Window } from "./window.ts";

/** What a `ReadPipeline` works with. */
export interface ReadPipelineParts {
  source: Source;
  plan: ReadPlan;
  window: Window;
  flight: Flight;
  /** Bytes have come. They count in the window until they are released. */
  onData(offset: number, data: Uint8Array): void;
  /** A read failed: nothing from its offset on is asked for any more, what lies before it still is. */
  onError(offset: number, error: unknown): void;
}

/** Keeps a source's pipe full: asks for what the plan says next whenever the window has room. */
export class ReadPipeline {
  readonly #parts: ReadPipelineParts;

  constructor(parts: ReadPipelineParts) {
    this.#parts = parts;
  }

  /** Asks for as much as there is room for; to be called when there may be more of it. */
  pump(): void {
    while (!this.#parts.flight.stopped) {
      const range = this.#next();
      if (range === undefined) return;
      this.#read(range);
    }
  }

  #next(): Range | undefined {
    const { plan, window } = this.#parts;
    if (!window.hasSlot) return undefined;
    const again = plan.nextAgain(window.requestSize);
    if (again !== undefined) {
      window.askedAgain();
      return again;
    }
    const range = window.hasRoom ? plan.next(window.requestSize) : undefined;
    // One byte does not wait for room: it would cost a round trip.
    const next = range ?? (window.bytes < window.maxBytes ? plan.nextProbe() : undefined);
    if (next !== undefined) window.asked(next.length, performance.now());
    return next;
  }

  #read(range: Range): void {
    const { source, flight } = this.#parts;
    flight.start(
      (signal) => source.readAt(range.offset, range.length, signal),
      (data) => this.#answered(range, data),
      (error) => this.#failed(range, error),
    );
  }

  #answered(range: Range, data: Uint8Array): void {
    const { plan, window, onData } = this.#parts;
    if (data.length > range.length) {
      throw new RangeError(`a read of ${range.length} bytes at ${range.offset} brought ${data.length}`);
    }
    plan.answered(range, data.length);
    window.answered(range.length, data.length);
    onData(range.offset, data);
    this.pump();
  }

  #failed(range: Range, error: unknown): void {
    const { plan, window, onError } = this.#parts;
    plan.stopAt(range.offset);
    window.failed(range.length);
    onError(range.offset, error);
    this.pump();
  }
}
