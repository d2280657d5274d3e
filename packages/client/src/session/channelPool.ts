import type { Duplex } from "node:stream";
import type { FurtherChannels } from "../transport.ts";
import type { ClientContext } from "./clientContext.ts";
import type { OperationOptions } from "./operation.ts";

/** Starts a session on a channel. */
export type Start = (channel: Duplex, options: OperationOptions) => Promise<ClientContext>;

/**
 * Further sessions with the same server on channels of their own, for transfers that one channel holds back. They are
 * opened when the first transfer acquires them, shared by all that do, and closed when the last one releases them. If
 * the server grants fewer channels, or none, there are fewer.
 */
export class ChannelPool {
  readonly #channels: FurtherChannels;
  readonly #start: Start;
  readonly #users = new Set<(context: ClientContext) => void>();
  #opening: readonly Promise<ClientContext>[] = [];
  #abort = new AbortController();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(channels: FurtherChannels, start: Start) {
    this.#channels = channels;
    this.#start = start;
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
  acquire(join: (context: ClientContext) => void): () => void {
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
    const open = async (): Promise<ClientContext> => this.#start(await this.#channels.open(options), options);
    this.#opening = Array.from({ length: this.#channels.most }, open);
  }
}
