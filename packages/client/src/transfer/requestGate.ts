import type { Sink, Source } from "@sftp/prefetch";
import { unlessAborted } from "../session/unlessAborted.ts";

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
