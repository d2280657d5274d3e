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

/** A jump host as `ssh -J` takes it. */
export interface Jump {
  readonly host: string;
  readonly port: number | undefined;
  readonly username: string | undefined;
}

const FORM = /^(?:ssh:\/\/)?(?:(.+)@)?(\[[^\]]+\]|[^:@/[\]\s]+)(?::(\d{1,5}))?\/?$/i;

/**
 * Reads `user@host:port`, of which only the host must be there; `ssh://` may stand in front.
 *
 * @throws TypeError for anything else
 */
export function parseJump(text: string): Jump {
  const match = FORM.exec(text.trim());
  if (!match) throw new TypeError(`"${text}" names no jump host: write user@host:port`);
  const [, username, host = "", port] = match;
  return {
    host: host.startsWith("[") ? host.slice(1, -1) : host,
    port: port === undefined ? undefined : Number(port),
    username,
  };
}
