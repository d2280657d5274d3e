import type { SFTPServerOptions } from "../session/serverOptions.ts";
import type { HostKey } from "./hostKeys.ts";
import type { ServerAlgorithms } from "./listener/algorithms.ts";
import type { Authenticate } from "./login/authentication.ts";
import type { LoginHook } from "./login/loginEvent.ts";

/** Proxies in front of a server, which tell it who the client is. */
export interface ProxyProtocol {
  /**
   * The addresses of the proxies, and networks like `192.0.2.0/24`. A connection from one of them must begin with a header of
   * the PROXY protocol, version 1 or 2; in any other connection there must be none.
   */
  readonly from: readonly string[];
}

/** How to listen for SSH, and whom to serve. Times are in milliseconds. */
export interface ServeOptions extends Omit<SFTPServerOptions, "session"> {
  /** Default 127.0.0.1: only this machine. */
  host?: string | undefined;
  /** Default 0: any that is free. */
  port?: number | undefined;
  /** Whether to listen at once. With `false`, connections come from `accept()` alone. Default: true. */
  listen?: boolean | undefined;
  /** One key of each type; further ones of a type are ignored. */
  hostKeys: readonly HostKey[];
  authenticate: Authenticate;
  /** Called for every login that was tried, and for every connection that ended without one. */
  onLogin?: LoginHook | undefined;
  algorithms?: ServerAlgorithms | undefined;
  proxyProtocol?: ProxyProtocol | undefined;
  /** What is shown before the login. */
  banner?: string | undefined;
  /** How long a login may take. Default 30 s. */
  loginTimeout?: number | undefined;
  /** After how many refused logins the connection is closed. Default 6. */
  loginAttempts?: number | undefined;
  /** How many connections that are not logged in one address may have. Default 10. */
  loginsPerAddress?: number | undefined;
  /** How many connections there may be at all; who comes when there are is turned away. Default 4096. */
  maxConnections?: number | undefined;
  /** How many sessions one connection may have. Default 10. */
  sessionsPerConnection?: number | undefined;
  /** How long a client may be silent before it is asked whether it is still there, three times. Default 15 s. */
  keepaliveInterval?: number | undefined;
  /** How long a connection may do nothing before it is closed. Default: for ever. */
  idleTimeout?: number | undefined;
}

export const serveDefaults = {
  host: "127.0.0.1",
  port: 0,
  loginTimeout: 30_000,
  loginAttempts: 6,
  loginsPerAddress: 10,
  maxConnections: 4096,
  sessionsPerConnection: 10,
  keepaliveInterval: 15_000,
} as const;
