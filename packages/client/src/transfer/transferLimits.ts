import type { Sink, Source, WindowOptions } from "@sftp/prefetch";
import type { ClientContext } from "../session/clientContext.ts";
import { type Pacer, pacedSink, pacedSource, pacerOf } from "./pacer.ts";
import { RequestGate } from "./requestGate.ts";
import type { DownloadOptions } from "./transferOptions.ts";

/** The options that bound a transfer. */
export type LimitOptions = Pick<
  DownloadOptions,
  "concurrency" | "maxInFlightBytes" | "prefetch" | "rateLimit"
>;

/** What bounds a transfer: of a tree, all of its files together. */
export class TransferLimits {
  readonly concurrency: number | null | undefined;
  readonly maxInFlightBytes: number | undefined;
  readonly #pacer: Pacer | undefined;
  readonly #gate: RequestGate | undefined;

  constructor({ concurrency, maxInFlightBytes, prefetch, rateLimit }: LimitOptions) {
    this.concurrency = prefetch === false ? 1 : concurrency;
    this.maxInFlightBytes = maxInFlightBytes;
    this.#pacer = pacerOf(rateLimit);
    if (this.concurrency != null) this.#gate = new RequestGate(this.concurrency);
  }

  /** Whether the speed is limited. */
  get isPaced(): boolean {
    return this.#pacer !== undefined;
  }

  /** Whether further channels may be used: neither the speed nor the number of requests is limited. */
  get allowsStripes(): boolean {
    return !this.isPaced && this.concurrency == null;
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
      requestSize: Math.min(requestSize, this.#pacer?.portion ?? requestSize),
      concurrency: this.concurrency,
      maxInFlightBytes: maxInFlightBytes === undefined ? usual : maxInFlightBytes - reserved,
    };
  }

  /** The source, with no more requests and no faster than allowed. */
  source(source: Source): Source {
    return pacedSource(this.#gate?.source(source) ?? source, this.#pacer);
  }

  /** The sink, with no more requests and no faster than allowed. */
  sink(sink: Sink): Sink {
    return pacedSink(this.#gate?.sink(sink) ?? sink, this.#pacer);
  }
}

/** The limits of one transfer: its own, and otherwise those of the client. */
export function transferLimits(context: ClientContext, options: LimitOptions): TransferLimits {
  const { maxInFlightBytes = context.options.maxInFlightBytes } = options;
  return new TransferLimits({ ...options, maxInFlightBytes });
}
