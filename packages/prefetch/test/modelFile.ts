import { type Random, turns } from "@sftp/testing";

import type { Sink } from "../src/sink.ts";
import type { Source } from "../src/source.ts";

/** A request that a `ModelFile` has received and not answered. */
export interface Request {
  readonly kind: "read" | "write";
  readonly offset: number;
  readonly length: number;
  /** What the file had there when the request came, or what was written. */
  readonly data: Uint8Array;
  readonly resolve: (data?: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** How a `ModelFile` misbehaves, each within what a source or a sink may do. */
export interface Manners {
  /** One reply in so many is short. Default: none. */
  shortOneIn?: number;
  /** No reply is longer than this. */
  longestReply?: number;
  /** One request in so many fails. Default: none. */
  failOneIn?: number;
  /** Whether requests settle by themselves when they are aborted. Default: yes. */
  heedsAbort?: boolean;
}

/** The error of every request that a `ModelFile` fails. */
export class ModelError extends Error {}

/**
 * A file that answers each request when the test says so. Requests take effect in the order in which they
 * came, as a server guarantees it for one file, but their replies may come in any order.
 */
export class ModelFile implements Source, Sink {
  content: Uint8Array;
  readonly requests: Request[] = [];
  readonly log: { kind: "read" | "write"; offset: number; length: number }[] = [];
  /** The lowest offset for which an end of file was reported. */
  shownEnd = Number.POSITIVE_INFINITY;
  /** The longest reach of a read beyond the shown end, measured when it was sent. */
  beyondEnd = 0;
  mostRequests = 0;
  /** The most bytes that unanswered reads asked for. */
  mostOnTheirWay = 0;
  /** Bytes that reads have asked for or brought, and that `credit` was not told of. */
  bytes = 0;
  mostBytes = 0;
  readonly #manners: Manners;
  readonly #random: Random;

  constructor(content: Uint8Array, random: Random, manners: Manners = {}) {
    this.content = content;
    this.#random = random;
    this.#manners = manners;
  }

  readAt(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    if (offset >= this.shownEnd) this.beyondEnd = Math.max(this.beyondEnd, offset + length - this.shownEnd);
    this.bytes += length;
    this.mostBytes = Math.max(this.mostBytes, this.bytes);
    return this.#receive("read", offset, length, this.content.slice(offset, offset + length), signal);
  }

  async writeAt(offset: number, data: Uint8Array, signal: AbortSignal): Promise<void> {
    const end = offset + data.length;
    if (data.length > 0 && end > this.content.length) {
      const longer = new Uint8Array(end);
      longer.set(this.content);
      this.content = longer;
    }
    this.content.set(data, offset);
    await this.#receive("write", offset, data.length, data.slice(), signal);
  }

  /** Bytes have been taken by whoever wanted them. */
  credit(length: number): void {
    this.bytes -= length;
  }

  /** Answers a request, a random one by default. */
  answer(request: Request = this.#random.pick(this.requests)): void {
    const { failOneIn, shortOneIn, longestReply = Number.POSITIVE_INFINITY } = this.#manners;
    this.requests.splice(this.requests.indexOf(request), 1);
    if (failOneIn !== undefined && this.#random.oneIn(failOneIn)) {
      if (request.kind === "read") this.credit(request.length);
      return request.reject(new ModelError(`${request.kind} at ${request.offset} failed`));
    }
    if (request.kind === "write") return request.resolve();
    const isShort = shortOneIn !== undefined && request.data.length > 1 && this.#random.oneIn(shortOneIn);
    const length = isShort ? 1 + this.#random.below(request.data.length - 1) : request.data.length;
    const data = request.data.subarray(0, Math.min(length, longestReply));
    this.credit(request.length - data.length);
    request.resolve(data);
    // Whoever asked learns of it in a microtask, and so does the model.
    if (data.length > 0) return;
    queueMicrotask(() => (this.shownEnd = Math.min(this.shownEnd, request.offset)));
  }

  #receive(
    kind: Request["kind"],
    offset: number,
    length: number,
    data: Uint8Array,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    this.log.push({ kind, offset, length });
    return new Promise((resolve, reject) => {
      const request: Request = {
        kind,
        offset,
        length,
        data,
        resolve: (bytes = data) => resolve(bytes),
        reject,
      };
      this.requests.push(request);
      this.mostRequests = Math.max(this.mostRequests, this.requests.length);
      const onTheirWay = this.requests.reduce(
        (sum, each) => sum + (each.kind === "read" ? each.length : 0),
        0,
      );
      this.mostOnTheirWay = Math.max(this.mostOnTheirWay, onTheirWay);
      if (this.#manners.heedsAbort === false) return;
      signal.addEventListener("abort", () => {
        const index = this.requests.indexOf(request);
        if (index >= 0) this.requests.splice(index, 1);
        reject(signal.reason as Error);
      });
    });
  }
}

/** The outcome of some work, and what was still unanswered when it settled. */
export type Outcome<T> = ({ value: T } | { error: unknown }) & { unanswered: number };

/** Answers requests at random, several in a turn, until the work settles; throws if it got stuck. */
export async function drive<T>(
  work: Promise<T>,
  random: Random,
  files: readonly ModelFile[],
  everyTurn: () => void = () => {},
): Promise<Outcome<T>> {
  const unanswered = (): number => files.reduce((sum, file) => sum + file.requests.length, 0);
  const settled: { outcome?: Outcome<T> } = {};
  work.then(
    (value) => (settled.outcome = { value, unanswered: unanswered() }),
    (error: unknown) => (settled.outcome = { error, unanswered: unanswered() }),
  );
  for (let idle = 0; idle < 100;) {
    await turns();
    if (settled.outcome !== undefined) return settled.outcome;
    everyTurn();
    idle = unanswered() === 0 ? idle + 1 : 0;
    for (const file of files) {
      for (let n = random.below(4); n > 0 && file.requests.length > 0; n--) file.answer();
    }
  }
  throw new Error("stuck: nothing is on its way, but the work has not settled");
}

/** Bytes in which each position can be told from its neighbours. */
export function pattern(length: number, salt = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 17 + salt) & 0xff);
}
