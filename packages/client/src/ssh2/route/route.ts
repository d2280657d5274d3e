import type { Duplex } from "node:stream";
import type { Authentication } from "../login/authenticate.ts";

/** One server on the way, the last of which is the one that is wanted. */
export interface Hop extends Authentication {
  readonly host: string;
  readonly port: number;
}

/** The way to a server. */
export interface Route {
  readonly hops: readonly [Hop, ...Hop[]];
  /** What leads to the first of them instead of a TCP connection: a stream that is there, or a command. */
  readonly start: Duplex | string | undefined;
}
