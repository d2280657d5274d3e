import type { Duplex } from "node:stream";
import type { FurtherChannels } from "../transport.ts";
import type { OperationOptions } from "./operation.ts";

/** What there is on each channel. */
interface Closeable {
  readonly session: { close(): Promise<void> };
}

/** Starts a session on a channel. */
export type Start<C> = (channel: Duplex, options: OperationOptions) => Promise<C>;

/**
 * Further sessions with the same server on channels of their own, for transfers that one channel holds back. They are
 * opened when the first transfer acquires them, shared by all that do, and closed when the last one releases them. If
 * the server grants fewer channels, or none, there are fewer.
 *
 * @typeParam C what there is on each channel
 */
export class ChannelPool<C extends Closeable> {
  readonly #channels: FurtherChannels;
  readonly #start: Start<C>;
  readonly #users = new Set<(context: C) => void>();
  #opening: readonly Promise<C>[] = [];
  #abort = new AbortController();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(channels: FurtherChannels, start: Start<C>) {
    this.#channels = channels;
    this.#start = start;
  }

  /** How many channels there may be at one time. */
  get size(): number {
    return this.#channels.most;
  }

  /** How much may be in flight on each channel: to us, and to the server, in bytes. */
  get windows(): Pick<FurtherChannels, "receiveWindow" | "sendWindow"> {
    return this.#channels;
  }

  /**
   * Acquires the channels.
   *
   * @param join is called with each one as soon as it is open
   * @returns releases them
   */
  acquire(join: (context: C) => void): () => void {
    if (this.#users.size === 0) this.#open();
    this.#users.add(join);
    for (const opening of this.#opening) {
      opening.then(
        (context) => this.#users.has(join) && join(context),
        () => {},
      );
    }
    return () => {
      if (this.#users.delete(join) && this.#users.size === 0) void this.close();
    };
  }

  /** Closes all of them, whoever uses them. Resolves when that is done. */
  close(): Promise<unknown> {
    this.#users.clear();
    this.#abort.abort();
    const closing = this.#opening.map(async (opening) => (await opening).session.close());
    this.#opening = [];
    this.#closing = Promise.allSettled([this.#closing, ...closing]);
    return this.#closing;
  }

  #open(): void {
    this.#abort = new AbortController();
    const options = { signal: this.#abort.signal };
    const open = async (): Promise<C> => this.#start(await this.#channels.open(options), options);
    this.#opening = Array.from({ length: this.#channels.most }, open);
  }
}
