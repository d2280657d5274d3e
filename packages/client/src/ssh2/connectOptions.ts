import type { Duplex } from "node:stream";
import type { TransportOptions } from "./fromTransport.ts";
import type { HostKeyOptions } from "./hostKeys/hostKeyPolicy.ts";
import type { LoginOptions } from "./login/loginOptions.ts";

/** A server: where it is, how to know that it is the right one, and how to log in there. */
export interface ServerOptions extends LoginOptions, HostKeyOptions {
  /** A host name or an IP address; with `config` also an alias of ssh_config. */
  host: string;
  /** Default: 22. */
  port?: number | undefined;
  /** Default: the user that runs this process. */
  username?: string | undefined;
  /** Anything else that ssh2's own `connect` takes: `algorithms`, `keepaliveInterval`, `debug`, ... */
  ssh?: Readonly<Record<string, unknown>> | undefined;
}

/** Whom to connect to, as whom, by which way, and how to know that it is them. */
export interface ConnectOptions extends TransportOptions, ServerOptions {
  /**
   * Hosts to go through, the first of them first, as `user@host:port` or with options of their own. Each has its own login
   * and its own host key; `knownHosts`, `hostKey: "accept-new"`, `passphrase` and `onPrompt` of the server hold for those
   * that do not say otherwise, and nothing else does. An empty list is none, whatever ssh_config says.
   */
  jump?: string | ServerOptions | readonly (string | ServerOptions)[] | undefined;
  /**
   * `true` reads `~/.ssh/config` and `/etc/ssh/ssh_config` as `ssh` does, a path only that file. What the other options say
   * comes first. Needs the package `ssh-config`.
   */
  config?: boolean | string | undefined;
  /** A stream that already leads to the SSH server; `host` and `port` then only name it for the check of its key. */
  socket?: Duplex | undefined;
}
