import type { Duplex } from "node:stream";

/** What a session runs on. */
export interface Transport {
  readonly channel: Duplex;
  /**
   * Closes what was opened for the channel: the SSH connection, the process. Called once, after the channel is
   * closed; resolves in bounded time.
   */
  close?(): Promise<void>;
}
