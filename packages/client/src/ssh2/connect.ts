import { connect as connectSocket, type Socket } from "node:net";
import { userInfo } from "node:os";
import type { Duplex } from "node:stream";
import { SSHConnection } from "@sftp/channel/ssh2";
import ssh2, { type Client, type ConnectConfig } from "ssh2";
import type { SFTPClient } from "../client.ts";
import { attempt } from "./attempt.ts";
import { startOn, type TransportOptions } from "./fromTransport.ts";
import { type HostKeyOptions, type HostKeyPolicy, hostKeyPolicy } from "./hostKeyPolicy.ts";

/** How long an SSH connection may take to end, in milliseconds, before its socket is cut. */
const CLOSE_GRACE = 2_000;

/** The signature algorithms that ssh2 offers by default for each type of host key. */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
};

/** Whom to connect to, as whom, and how to know that it is them. */
export interface ConnectOptions extends TransportOptions, HostKeyOptions {
  host: string;
  /** Default: 22. */
  port?: number | undefined;
  /** Default: the user that runs this process. */
  username?: string | undefined;
  /** For password authentication, and to answer a prompt that asks for one thing. */
  password?: string | undefined;
  /** The content of a private key file, in OpenSSH's or PEM form. */
  privateKey?: string | Buffer | undefined;
  /** What the private key is encrypted with. */
  passphrase?: string | undefined;
  /** The socket of an SSH agent. Default: SSH_AUTH_SOCK, unless a password or a key is given. */
  agent?: string | undefined;
  /** A stream that already leads to the SSH server; `host` and `port` then only name it for the check of its key. */
  socket?: Duplex | undefined;
  /** Anything else that ssh2's own `connect` takes: `algorithms`, `keepaliveInterval`, `debug`, ... */
  ssh?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Connects over SSH and starts an SFTP session. Closing the client closes the connection.
 *
 * @example
 * ```ts
 * const sftp = await connect({ host: "example.org", username: "me", password, knownHosts: "~/.ssh/known_hosts" });
 * try {
 *   await sftp.get("/pub/big.iso", "big.iso");
 * } finally {
 *   await sftp.close();
 * }
 * ```
 * @throws TypeError if it is not told how to check the host key, before a socket is opened
 * @throws SFTPError ERR_SFTP_HOST_KEY for a wrong key, ERR_SFTP_AUTH if the server lets nobody in with what it was
 *   given, or the system's code (ECONNREFUSED, ENOTFOUND, ETIMEDOUT, ...)
 */
export async function connect(options: ConnectOptions): Promise<SFTPClient> {
  const { host, port = 22 } = options;
  const policy = await hostKeyPolicy(options, host, port);
  const socket = options.socket ?? (await openSocket(host, port, options));
  const connection = await authenticate(socket, policy, options);
  return startOn({ connection, close: () => closeConnection(connection, socket) }, options);
}

function openSocket(host: string, port: number, options: ConnectOptions): Promise<Socket> {
  return attempt(`no connection to ${host} port ${port}`, options, ({ succeed, fail }) => {
    const socket = connectSocket({ host, port, noDelay: true });
    socket.on("error", fail);
    socket.on("connect", () => {
      socket.off("error", fail);
      if (!succeed(socket)) socket.destroy();
    });
    return () => {
      if (socket.connecting) socket.destroy();
    };
  });
}

async function authenticate(socket: Duplex, policy: HostKeyPolicy, options: ConnectOptions): Promise<Client> {
  const { host } = options;
  const connection = new ssh2.Client();
  const watch = SSHConnection.of(connection, socket);
  const ready = attempt<Client>(`no SSH session with ${host}`, options, ({ succeed, fail }) => {
    const forget = watch.onLost(fail);
    connection.on("ready", () => void succeed(connection));
    connection.on("keyboard-interactive", (_name, _instructions, _language, prompts, answer) => {
      answer(prompts.length === 1 && options.password !== undefined ? [options.password] : []);
    });
    connection.connect(configuration(socket, policy, options, fail));
    return forget;
  });
  try {
    return await ready;
  } catch (error) {
    // A server that says nothing would keep it for ever.
    watch.cutOff();
    throw error;
  }
}

/** Servers take `ssh2js` for a client that has the arguments of SYMLINK in the order of the draft; this one has OpenSSH's. */
const IDENT = "SFTPClient";

function configuration(
  socket: Duplex,
  policy: HostKeyPolicy,
  options: ConnectOptions,
  fail: (error: Error) => void,
): ConnectConfig {
  const { username = userInfo().username, password, privateKey, passphrase } = options;
  const ownAgent =
    password === undefined && privateKey === undefined ? process.env["SSH_AUTH_SOCK"] : undefined;
  // A server has keys of several types; only one that is known can be checked.
  const known = policy.keyTypes.flatMap((type) => SIGNATURES[type] ?? []);
  const serverHostKey = { remove: known, prepend: known };
  const configured = {
    ident: IDENT,
    algorithms: known.length === 0 ? undefined : { serverHostKey },
    password,
    privateKey,
    passphrase,
    agent: options.agent ?? ownAgent,
    ...options.ssh,
  } as ConnectConfig;
  return {
    ...configured,
    sock: socket as Socket,
    username,
    tryKeyboard: password !== undefined,
    readyTimeout: 0,
    hostVerifier(key: Buffer): boolean {
      try {
        policy.check(key);
        return true;
      } catch (error) {
        fail(error as Error);
        return false;
      }
    },
  };
}

/** Ends the connection in order, or, with a server that does not end its side, by cutting it. */
async function closeConnection(connection: Client, socket: Duplex): Promise<void> {
  if (socket.destroyed) return;
  const cut = setTimeout(() => socket.destroy(), CLOSE_GRACE);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  connection.end();
  await closed;
  clearTimeout(cut);
}
