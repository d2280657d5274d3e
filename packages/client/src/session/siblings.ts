import type { Duplex } from "node:stream";
import type { FurtherChannels } from "../transport.ts";
import type { OperationOptions } from "./callOptions.ts";
import type { Session } from "./session.ts";

/** Begins a session on a channel. */
export type Begin = (channel: Duplex, options: OperationOptions) => Promise<Session>;

/**
 * Further sessions with the same server on channels of their own, for transfers that one channel holds back. They are
 * opened when the first transfer asks for them, shared by all that do, and closed when the last one gives them back.
 * Where the server grants fewer, or none, there are fewer.
 */
export class Siblings {
  readonly #channels: FurtherChannels;
  readonly #begin: Begin;
  readonly #borrowers = new Set<(session: Session) => void>();
  #sessions: readonly Promise<Session>[] = [];
  #opening = new AbortController();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(channels: FurtherChannels, begin: Begin) {
    this.#channels = channels;
    this.#begin = begin;
  }

  /** How much may be on its way to us on each channel, and how much to the server, in bytes. */
  get windows(): Pick<FurtherChannels, "receiveWindow" | "sendWindow"> {
    return this.#channels;
  }

  /**
   * Borrows them.
   *
   * @param join is told of each session when it is there
   * @returns gives them back
   */
  borrow(join: (session: Session) => void): () => void {
    if (this.#borrowers.size === 0) this.#open();
    this.#borrowers.add(join);
    for (const opening of this.#sessions) {
      opening.then(
        (session) => this.#borrowers.has(join) && join(session),
        () => {},
      );
    }
    return () => {
      if (this.#borrowers.delete(join) && this.#borrowers.size === 0) void this.close();
    };
  }

  /** Closes all of them, whoever has them. Resolves when that is done. */
  close(): Promise<unknown> {
    this.#borrowers.clear();
    this.#opening.abort();
    const closing = this.#sessions.map(async (opening) => (await opening).close());
    this.#sessions = [];
    this.#closing = Promise.allSettled([this.#closing, ...closing]);
    return this.#closing;
  }

  #open(): void {
    this.#opening = new AbortController();
    const options = { signal: this.#opening.signal };
    const open = async (): Promise<Session> => this.#begin(await this.#channels.open(options), options);
    this.#sessions = Array.from({ length: this.#channels.most }, open);
  }
}
