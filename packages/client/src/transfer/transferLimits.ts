import type { Sink, Source, WindowOptions } from "@sftp/prefetch";
import type { ClientContext } from "../session/clientContext.ts";
import { type Pacer, pacedSink, pacedSource, pacerOf } from "./pacer.ts";
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

  constructor({ concurrency, maxInFlightBytes, prefetch, rateLimit }: LimitOptions) {
    this.concurrency = prefetch === false ? 1 : concurrency;
    this.maxInFlightBytes = maxInFlightBytes;
    this.#pacer = pacerOf(rateLimit);
  }

  /** Whether the speed is limited. */
  get isPaced(): boolean {
    return this.#pacer !== undefined;
  }

  /**
   * How much may be in flight, in requests of at most this size.
   *
   * @param usual the most bytes in flight if neither the transfer nor the client says how many
   */
  window(requestSize: number, usual?: number): WindowOptions {
    return {
      requestSize: Math.min(requestSize, this.#pacer?.portion ?? requestSize),
      concurrency: this.concurrency,
      maxInFlightBytes: this.maxInFlightBytes ?? usual,
    };
  }

  /** The source, read no faster than allowed. */
  source(source: Source): Source {
    return pacedSource(source, this.#pacer);
  }

  /** The sink, written no faster than allowed. */
  sink(sink: Sink): Sink {
    return pacedSink(sink, this.#pacer);
  }
}

/** The limits of one transfer: its own, and otherwise those of the client. */
export function transferLimits(context: ClientContext, options: LimitOptions): TransferLimits {
  const { maxInFlightBytes = context.options.maxInFlightBytes } = options;
  return new TransferLimits({ ...options, maxInFlightBytes });
}
