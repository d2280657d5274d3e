import type { Duplex } from "node:stream";
import type { OperationOptions } from "./session/operation.ts";

/** What a session runs on. */
export interface Transport {
  readonly channel: Duplex;
  /** How much a download should have on its way, in bytes. Default: 8 MiB. */
  readonly windowSize?: number;
  /** Further channels to the same server, where the transport can have some. */
  readonly further?: FurtherChannels;
  /**
   * Closes what was opened for the channel: the SSH connection, the process. Called once, after the channel is
   * closed; resolves in bounded time.
   */
  close?(): Promise<void>;
}

/** Further channels to a server, beside the first. */
export interface FurtherChannels {
  /** How many there may be at one time. */
  readonly most: number;
  /** How much the server may send on a channel before it is read, in bytes. */
  readonly receiveWindow: number;
  /** How much a client may send on a channel before the server has read it, in bytes, as far as is known. */
  readonly sendWindow: number;
  /** Opens one. @throws if the server grants none */
  open(options: OperationOptions): Promise<Duplex>;
}
