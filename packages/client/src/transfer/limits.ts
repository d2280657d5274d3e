import { type Sink, type Source, type WindowOptions, WriteBehind } from "@sftp/prefetch";
import { unlessAborted } from "../session/abort.ts";
import type { ClientContext } from "../session/clientContext.ts";
import type { RequestSizes } from "../session/limits.ts";
import type { DownloadOptions } from "./options.ts";
import { limitedSink, limitedSource, type RateLimiter, rateLimiterOf } from "./rateLimiter.ts";

/** A semaphore for requests: at most so many are in flight, whatever files they belong to. The others wait in order. */
export class RequestGate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  /** The source, with each read counted. */
  source(source: Source): Source {
    return {
      readAt: (offset, length, signal) => this.#run(signal, () => source.readAt(offset, length, signal)),
      release: (data) => source.release?.(data),
    };
  }

  /** The sink, with each write counted. */
  sink(sink: Sink): Sink {
    return {
      writeAt: (offset, data, signal) => this.#run(signal, () => sink.writeAt(offset, data, signal)),
    };
  }

  async #run<T>(signal: AbortSignal | undefined, request: () => Promise<T>): Promise<T> {
    await this.#acquire(signal);
    try {
      return await request();
    } finally {
      this.#release();
    }
  }

  async #acquire(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    let start!: () => void;
    let isStarted = false;
    const started = new Promise<void>((resolve) => {
      start = () => {
        isStarted = true;
        resolve();
      };
    });
    this.#waiting.push(start);
    try {
      await unlessAborted(started, signal);
    } catch (error) {
      if (isStarted) this.#release();
      else this.#waiting.splice(this.#waiting.indexOf(start), 1);
      throw error;
    }
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

/** The options that bound a transfer. */
export type LimitOptions = Pick<
  DownloadOptions,
  "concurrency" | "maxInFlightBytes" | "prefetch" | "rateLimit"
>;

/** What bounds a transfer: of a tree, all of its files together. */
export class TransferLimits {
  readonly concurrency: number | null | undefined;
  readonly maxInFlightBytes: number | undefined;
  readonly #rateLimiter: RateLimiter | undefined;
  readonly #gate: RequestGate | undefined;

  constructor({ concurrency, maxInFlightBytes, prefetch, rateLimit }: LimitOptions) {
    this.concurrency = prefetch === false ? 1 : concurrency;
    this.maxInFlightBytes = maxInFlightBytes;
    this.#rateLimiter = rateLimiterOf(rateLimit);
    if (this.concurrency != null) this.#gate = new RequestGate(this.concurrency);
  }

  /** Whether the speed is limited. */
  get isRateLimited(): boolean {
    return this.#rateLimiter !== undefined;
  }

  /** Whether further channels may be used: neither the speed nor the number of requests is limited. */
  get allowsStripes(): boolean {
    return !this.isRateLimited && this.concurrency == null;
  }

  /**
   * How much may be in flight, in requests of at most this size.
   *
   * @param usual the most bytes in flight if neither the transfer nor the client says how many
   * @param reserved how many of the bytes are kept free for other requests of the same transfer
   */
  window(requestSize: number, usual?: number, reserved = 0): WindowOptions {
    const { maxInFlightBytes } = this;
    return {
      requestSize: Math.min(requestSize, this.#rateLimiter?.portion ?? requestSize),
      concurrency: this.concurrency,
      maxInFlightBytes: maxInFlightBytes === undefined ? usual : maxInFlightBytes - reserved,
    };
  }

  /** The source, with no more requests and no faster than allowed. */
  source(source: Source): Source {
    return limitedSource(this.#gate?.source(source) ?? source, this.#rateLimiter);
  }

  /** The sink, with no more requests and no faster than allowed. */
  sink(sink: Sink): Sink {
    return limitedSink(this.#gate?.sink(sink) ?? sink, this.#rateLimiter);
  }
}

/** The limits of one transfer: its own, and otherwise those of the client. */
export function transferLimits(context: ClientContext, options: LimitOptions): TransferLimits {
  const { maxInFlightBytes = context.options.maxInFlightBytes } = options;
  return new TransferLimits({ ...options, maxInFlightBytes });
}

/** Writes bytes in order into a remote file, with many requests in flight, within the limits of a transfer. */
export function writeBehind(
  sink: Sink & { readonly sizes: RequestSizes; readonly context: ClientContext },
  limits: TransferLimits,
  options: { readonly offset?: number; readonly signal?: AbortSignal | undefined },
): WriteBehind {
  const memory = sink.context.buffers;
  return new WriteBehind(limits.sink(sink), { ...limits.window(sink.sizes.write), memory, ...options });
}
