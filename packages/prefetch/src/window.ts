import { AdaptiveLimit } from "./adaptiveLimit.ts";

/** How much may be on its way at once. */
export interface WindowOptions {
  /** The most that one request asks for or carries, in bytes. Default: 32768, which every server takes. */
  requestSize?: number | undefined;
  /**
   * The exact ceiling of requests on their way; 1 asks for one after another. Default (or null): found by
   * measuring, and never more than 256.
   */
  concurrency?: number | null | undefined;
  /** The most bytes on their way or waiting for whoever takes them. Never exceeded. Default: 8 MiB. */
  maxInFlightBytes?: number | undefined;
}

const DEFAULT_REQUEST_SIZE = 32 * 1024;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
const MAX_REQUESTS = 256;

/** Short replies do not make requests smaller than this (OpenSSH's client has the same floor). */
const SMALLEST_REQUEST = 512;

/** After so many full replies in a row, requests that short ones had made smaller grow again. */
const FULL_REPLIES = 16;

/** What may be on its way before anything was measured: two requests, but not less than this many bytes. */
const FIRST_BYTES = 128 * 1024;

/** A window that was full opens again when this part of it is used: requests then leave in batches. */
const REOPEN_AT = 7 / 8;

/**
 * How many requests and bytes may be on their way, and how large the next request is. A state machine: told
 * what happens and when (`now`, in milliseconds of any clock), it answers whether there is room.
 *
 * Bytes count from when they are asked for until they are released: taken by whoever wanted them, or
 * acknowledged.
 */
export class Window {
  /** The ceiling of requests on their way. */
  readonly concurrency: number;
  /** The most bytes that may be asked for and not released. */
  readonly maxBytes: number;
  readonly #adaptive: AdaptiveLimit | undefined;
  #requestSize: number;
  /** The largest request that may be answered in full, as far as is known. */
  #largest: number;
  /** The length of the last reply if that was short, else 0. */
  #lastShort = 0;
  #fullReplies = 0;
  #requests = 0;
  #bytes = 0;
  #open = true;

  /** @throws RangeError for an option that is not a positive whole number */
  constructor(options: WindowOptions = {}) {
    this.maxBytes = positive("maxInFlightBytes", options.maxInFlightBytes ?? DEFAULT_MAX_BYTES);
    const size = positive("requestSize", options.requestSize ?? DEFAULT_REQUEST_SIZE);
    this.#requestSize = this.#largest = Math.min(size, this.maxBytes);
    this.concurrency = positive("concurrency", options.concurrency ?? MAX_REQUESTS);
    if (options.concurrency == null) {
      this.#adaptive = new AdaptiveLimit(Math.max(2 * size, FIRST_BYTES), this.maxBytes);
    }
  }

  /** How large the next request should be, in bytes. */
  get requestSize(): number {
    return this.#requestSize;
  }

  /** Requests on their way. */
  get requests(): number {
    return this.#requests;
  }

  /** Bytes asked for and not released. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a request of `requestSize` may set out. A single one always may. */
  get hasRoom(): boolean {
    return this.#bytes === 0 || (this.#open && this.#fits);
  }

  /** Whether a request for bytes that are counted already may set out: the rest of a short reply. */
  get hasSlot(): boolean {
    return this.#requests < this.concurrency;
  }

  /** A request for `length` bytes sets out. */
  asked(length: number, now: number): void {
    if (this.#bytes === 0) this.#adaptive?.begin(now);
    this.#bytes += length;
    this.askedAgain();
  }

  /** A request for bytes that are counted already sets out. */
  askedAgain(): void {
    this.#requests++;
    if (!this.#fits) {
      this.#open = false;
      this.#adaptive?.full();
    }
  }

  /** A request for `asked` bytes brought `received`, or acknowledged them; after none the rest is not waited for. */
  answered(asked: number, received: number): void {
    this.#requests--;
    if (received === asked) this.#full(asked);
    else if (received > 0) this.#short(received);
    this.forgone(received === 0 ? asked : 0);
  }

  /** A request for `asked` bytes failed. */
  failed(asked: number): void {
    this.#requests--;
    this.#adaptive?.backOff(this.#requestSize);
    this.forgone(asked);
  }

  /** A request for `asked` bytes was given up: its outcome says nothing. */
  dropped(asked: number): void {
    this.#requests--;
    this.forgone(asked);
  }

  /** Bytes that were asked for are not waited for any more. */
  forgone(length: number): void {
    this.#bytes -= length;
    this.#reopen();
  }

  /** Bytes that came were taken, or bytes that went were acknowledged. */
  released(length: number, now: number): void {
    this.#adaptive?.arrived(length, this.#requestSize, now);
    this.forgone(length);
  }

  get #limit(): number {
    return this.#adaptive?.bytes ?? this.maxBytes;
  }

  get #fits(): boolean {
    return this.hasSlot && this.#bytes + this.#requestSize <= this.#limit;
  }

  #reopen(): void {
    if (this.#requests <= this.concurrency * REOPEN_AT && this.#bytes <= this.#limit * REOPEN_AT)
      this.#open = true;
  }

  #short(received: number): void {
    const last = this.#lastShort;
    this.#lastShort = received;
    this.#fullReplies = 0;
    // The first may be the end of the file, where smaller requests would only be more of them.
    if (last === 0) return;
    const size = Math.max(received, SMALLEST_REQUEST);
    // Twice the same is the peer's own maximum; asking for more would cost a request for the rest each time.
    if (received === last) this.#largest = Math.min(this.#largest, size);
    this.#requestSize = Math.min(this.#requestSize, size);
    this.#adaptive?.shrink(this.#requestSize);
  }

  #full(length: number): void {
    this.#lastShort = 0;
    if (length < this.#requestSize || ++this.#fullReplies < FULL_REPLIES) return;
    this.#fullReplies = 0;
    this.#requestSize = Math.min(this.#requestSize * 2, this.#largest);
  }
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${name} is ${value}, but must be a positive whole number`);
}
