import type { Duplex, Readable, Writable } from "node:stream";

/**
 * What is used of the packages' `ssh2`, written as structure: nobody needs ssh2 or its types who does not open SSH
 * connections, and nothing here imports it.
 */

/** A raw channel: what `subsys()` of a client calls back with, or `accept()` of a server's `subsystem` event returns. */
export interface Ssh2Channel extends Duplex {
  /** Sends the exit status of what the channel ran; on a server only. */
  exit(status: number): void;
  /** The error output of the other side, on a client; on a server what is written to it goes there. */
  readonly stderr: Readable | Writable;
}

/** An SSH connection: ssh2's `Client`, or what its server's `connection` event brings. */
export interface Ssh2Connection {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "end" | "close" | "handshake" | "ready", listener: () => void): unknown;
  /** Ends the connection in an orderly way. */
  end(): unknown;
}

/** ssh2's `Client`, connected and authenticated. */
export interface Ssh2Client extends Ssh2Connection {
  subsys(name: string, callback: (error: Error | undefined, channel: Ssh2Channel) => void): unknown;
}
