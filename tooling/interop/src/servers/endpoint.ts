import type { Account } from "./account.ts";

/** A server that runs, and all that a client must know to use it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly account: Account;
  /** A known_hosts file with this server's key. */
  readonly knownHosts: string;
  /** The folder that the tests work in, as it is on this machine. */
  readonly folder: string;
  /** The same folder, as a client names it. */
  readonly remoteFolder: string;
  /** Ends the server and starts it again with the same account and files. This endpoint is over then. */
  restart(signal?: NodeJS.Signals): Promise<Endpoint>;
  /** Ends the server and removes its files. Resolves with its exit code. */
  stop(): Promise<number | null>;
}
