import { Bell } from "./bell.ts";
import { Flight } from "./flight.ts";
import { ReadPipeline } from "./readPipeline.ts";
import { ReadPlan } from "./readPlan.ts";
import type { Source } from "./source.ts";
import { Window, type WindowOptions } from "./window.ts";

/** What `readAhead` reads, and how far ahead. */
export interface ReadAheadOptions extends WindowOptions {
  /** Where to begin, in bytes. Default: 0. */
  start?: number | undefined;
  /** Where to end, in bytes, exclusive. Default: at the end of the file, found by reading. */
  end?: number | undefined;
  /** Ends the iteration with an `AbortError`. */
  signal?: AbortSignal | undefined;
}

/**
 * The bytes of a source in order, as the source's own chunks (yours to keep), while further reads are on
 * their way. It ends at `end` or at the first end of file, whichever comes first; a read that fails is thrown
 * where reading one after another would have met it. Nothing is asked for before the first chunk is.
 *
 * Leaving the loop early cancels: no more reads are sent, and the loop is left once all of them have settled.
 *
 * @throws RangeError for options that make no sense; AbortError; whatever the source rejects with
 */
export async function* readAhead(
  source: Source,
  options: ReadAheadOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const window = new Window(options);
  const plan = new ReadPlan(options);
  const chunks = new Map<number, Uint8Array>();
  let failure: { offset: number; error: unknown } | undefined;
  const progress = new Bell();
  const flight = new Flight(options.signal, () => {
    chunks.clear();
    progress.ring();
  });
  const pipeline = new ReadPipeline({
    source,
    plan,
    window,
    flight,
    onData(offset, data) {
      if (data.length > 0) chunks.set(offset, data);
      progress.ring();
    },
    onError(offset, error) {
      if (failure === undefined || offset < failure.offset) failure = { offset, error };
      progress.ring();
    },
  });

  let position = options.start ?? 0;
  try {
    pipeline.pump();
    for (;;) {
      flight.throwIfStopped();
      const chunk = chunks.get(position);
      if (chunk !== undefined) {
        chunks.delete(position);
        position += chunk.length;
        window.released(chunk.length, performance.now());
        pipeline.pump();
        yield chunk;
      } else if (position === failure?.offset) {
        throw failure.error;
      } else if (position === options.end || position >= plan.stop) {
        return;
      } else {
        await progress.next();
      }
    }
  } finally {
    // A finished generator may be held on to; what it read ahead is not.
    chunks.clear();
    await flight.cancel();
  }
}
