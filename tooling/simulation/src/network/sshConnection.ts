import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import type { Link } from "./link.ts";

/**
 * An SSH connection as `@sftp/client/ssh2` sees one: each channel is a link of its own, so that what is sent on one may
 * arrive before what was sent on another. Needs no ssh2 and no cryptography.
 */
export class SimulatedConnection extends EventEmitter {
  readonly #open: () => Link | undefined;
  readonly #links: Link[] = [];

  /** @param open opens a channel; `undefined` if the server grants none */
  constructor(open: () => Link | undefined) {
    super();
    this.#open = open;
  }

  /** Opens a channel and starts the subsystem on it. */
  subsys(_name: string, done: (error: Error | undefined, channel: never) => void): void {
    const link = this.#open();
    setImmediate(() => {
      if (link === undefined) return done(new Error("open failed: no more sessions"), undefined as never);
      this.#links.push(link);
      const channel = Object.assign(link.client, { stderr: Readable.from([]), exit: () => undefined });
      done(undefined, channel as never);
    });
  }

  /** Ends the connection with all of its channels. */
  end(): void {
    for (const { client } of this.#links) client.destroy();
    setImmediate(() => this.emit("close"));
  }
}
