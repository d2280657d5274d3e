import { Flight } from "./flight.ts";
import { IntervalSet } from "./intervalSet.ts";
import { ReadPipeline } from "./readPipeline.ts";
import { ReadPlan } from "./readPlan.ts";
import { RETAINED, type Sink } from "./sink.ts";
import type { Source } from "./source.ts";
import { TransferError } from "./transferError.ts";
import { Window, type WindowOptions } from "./window.ts";

/** What `copy` copies, and how. */
export interface CopyOptions extends WindowOptions {
  /** Where to begin, in bytes, in source and sink alike. Default: 0. */
  start?: number | undefined;
  /** The length that the source is said to have, in bytes. Default (or 0): unknown, read until it ends. */
  size?: number | undefined;
  /** Whether to look for data beyond `size` with one more read of one byte, sent along with the others. */
  probeEnd?: boolean | undefined;
  /** Whether data beyond `size` is left alone and told of in the result, rather than an error. Default: no. */
  mayGrow?: boolean | undefined;
  /**
   * The order in which writes are sent: "any" as the data comes, or "ascending", so that what a cut leaves in
   * the sink is a prefix. Default: "any".
   */
  order?: "any" | "ascending" | undefined;
  /** Ends the copy with an `AbortError`. */
  signal?: AbortSignal | undefined;
  /**
   * Told after every write how many bytes were written so far, and up to which position without a gap; the last
   * time the final numbers; told once, of 0 bytes, if there is nothing to copy. What it throws ends the copy.
   */
  onProgress?: ((transferred: number, contiguous: number) => void) | undefined;
}

/**
 * Copies a source into a sink, with many reads and writes on their way. It succeeds only if every byte from
 * `start` to `size`, or to where the source ended, was acknowledged by the sink.
 *
 * When it fails nothing more is sent, and it rejects with the first error once every call has settled: file
 * and buffers are then nobody's. What the sink holds by then stays there.
 *
 * @returns how many bytes were written, and up to where the source has data if that is beyond `size`
 * @throws TransferError if the source is shorter or longer than `size`; RangeError for options that make no
 *   sense; AbortError; whatever source, sink or `onProgress` fail with
 */
export async function copy(
  source: Source,
  sink: Sink,
  options: CopyOptions = {},
): Promise<{ bytes: number; beyond: number | undefined }> {
  return new Transfer(source, sink, options).run();
}

class Transfer {
  readonly #source: Source;
  readonly #sink: Sink;
  readonly #options: CopyOptions;
  readonly #start: number;
  /** The stated size, if it says anything. */
  readonly #size: number | undefined;
  readonly #flight: Flight;
  readonly #window: Window;
  readonly #plan: ReadPlan;
  readonly #reads: ReadPipeline;
  /** What was read and is not being written yet, by its offset. */
  readonly #chunks = new Map<number, Uint8Array>();
  readonly #written = new IntervalSet();
  #writes = 0;
  /** Where the next write begins, if they ascend. */
  #position: number;
  /** One past the last byte that the source is known to have. */
  #seen = 0;

  constructor(source: Source, sink: Sink, options: CopyOptions) {
    this.#source = source;
    this.#sink = sink;
    this.#options = options;
    this.#start = this.#position = options.start ?? 0;
    this.#size = options.size === 0 ? undefined : options.size;
    this.#window = new Window(options);
    this.#plan = new ReadPlan({ start: this.#start, end: this.#size, probeEnd: options.probeEnd });
    this.#flight = new Flight(options.signal, () => this.#chunks.clear());
    this.#reads = new ReadPipeline({
      source,
      plan: this.#plan,
      window: this.#window,
      flight: this.#flight,
      onData: (offset, data) => this.#read(offset, data),
      onError: (_, error) => this.#flight.stop(error),
    });
  }

  async run(): Promise<{ bytes: number; beyond: number | undefined }> {
    this.#reads.pump();
    await this.#flight.landed();
    this.#flight.release();
    this.#flight.throwIfStopped();
    const end = this.#size ?? this.#plan.stop;
    if (!this.#written.covers(this.#start, end)) {
      throw new TransferError("ERR_SFTP_TRUNCATED", end, this.#written.runEnd(this.#start));
    }
    const beyond = this.#seen > end ? this.#seen : undefined;
    if (beyond !== undefined && this.#options.mayGrow !== true)
      throw new TransferError("ERR_SFTP_CHANGED", end, beyond);
    const bytes = this.#written.size;
    if (bytes === 0) this.#options.onProgress?.(0, this.#start);
    return { bytes, beyond };
  }

  #read(offset: number, data: Uint8Array): void {
    if (data.length === 0) return;
    this.#seen = Math.max(this.#seen, offset + data.length);
    // The probed byte is only looked at.
    if (offset === this.#size) return this.#window.released(data.length, performance.now());
    this.#chunks.set(offset, data);
    this.#write();
  }

  #write(): void {
    while (this.#writes < this.#window.concurrency) {
      const offset = this.#options.order === "ascending" ? this.#position : this.#chunks.keys().next().value;
      const data = offset === undefined ? undefined : this.#chunks.get(offset);
      if (offset === undefined || data === undefined) return;
      this.#chunks.delete(offset);
      this.#position = offset + data.length;
      this.#writes++;
      this.#flight.start(
        (signal) => this.#sink.writeAt(offset, data, signal),
        (outcome) => this.#acknowledged(offset, data, outcome !== RETAINED),
        this.#flight.stop,
      );
    }
  }

  #acknowledged(offset: number, data: Uint8Array, isFree: boolean): void {
    this.#writes--;
    this.#written.add(offset, offset + data.length);
    this.#window.released(data.length, performance.now());
    if (isFree) this.#source.release?.(data);
    this.#options.onProgress?.(this.#written.size, this.#written.runEnd(this.#start));
    this.#write();
    this.#reads.pump();
  }
}
