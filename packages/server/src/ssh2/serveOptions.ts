import type { SFTPServerOptions } from "../session/serverOptions.ts";
import type { Authenticate } from "./authentication.ts";
import type { HostKey } from "./hostKeys.ts";

/** How to listen for SSH, and whom to serve. Times are in milliseconds. */
export interface ServeOptions extends Omit<SFTPServerOptions, "session"> {
  /** Default 127.0.0.1: only this machine. */
  host?: string | undefined;
  /** Default 0: any that is free. */
  port?: number | undefined;
  hostKeys: readonly HostKey[];
  authenticate: Authenticate;
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
