import { AbortError, type Sink, type Source } from "@sftp/prefetch";
import { unlessAborted } from "../session/abort.ts";

/** One request carries no more than what may pass in this part of a second, so that the flow is even. */
const PORTIONS = 8;

/** The smallest portion, in bytes: smaller requests would be nothing but overhead. */
const LEAST_PORTION = 512;

/** Lets bytes pass at a rate, one request after another. Time in which nothing passed is not made up for. */
export class RateLimiter {
  /** How many bytes one request should carry at most. */
  readonly portion: number;
  readonly #bytesPerSecond: number;
  /** When the next bytes may pass, by `performance.now()`. */
  #free = 0;
  #last: Promise<void> = Promise.resolve();

  /** @throws RangeError if that is no rate */
  constructor(bytesPerSecond: number) {
    if (!(bytesPerSecond > 0))
      throw new RangeError(`rateLimit is ${bytesPerSecond}, but must be above 0 bytes a second`);
    this.#bytesPerSecond = bytesPerSecond;
    this.portion = Math.max(Math.floor(bytesPerSecond / PORTIONS), LEAST_PORTION);
  }

  /**
   * Resolves when so many bytes may pass, in the order of the calls.
   *
   * @throws AbortError
   */
  pass(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const passed = this.#last.then(() => this.#wait(bytes, signal));
    this.#last = passed.catch(() => {});
    return passed;
  }

  async #wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    AbortError.throwIfAborted(signal);
    const now = performance.now();
    const start = Math.max(now, this.#free);
    if (start > now) await pause(start - now, signal);
    this.#free = start + (bytes * 1000) / this.#bytesPerSecond;
  }
}

/** The rateLimiter for a limit of bytes a second, if there is one. */
export function rateLimiterOf(rateLimit: number | undefined): RateLimiter | undefined {
  return rateLimit === undefined ? undefined : new RateLimiter(rateLimit);
}

/** A source that is read no faster than the rateLimiter allows; the very same if there is none. */
export function limitedSource(source: Source, rateLimiter: RateLimiter | undefined): Source {
  if (rateLimiter === undefined) return source;
  return {
    async readAt(offset, length, signal) {
      await rateLimiter.pass(length, signal);
      return source.readAt(offset, length, signal);
    },
    release: (data) => source.release?.(data),
  };
}

/** A sink that is written no faster than the rateLimiter allows; the very same if there is none. */
export function limitedSink(sink: Sink, rateLimiter: RateLimiter | undefined): Sink {
  if (rateLimiter === undefined) return sink;
  return {
    async writeAt(offset, data, signal) {
      await rateLimiter.pass(data.length, signal);
      return sink.writeAt(offset, data, signal);
    },
  };
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await unlessAborted(new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))), signal);
  } finally {
    clearTimeout(timer);
  }
}
