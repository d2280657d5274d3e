import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

import { SSHConnection } from "@sftp/channel/ssh2";
import ssh2, { type Connection as Ssh2Connection } from "ssh2";

import { report } from "../session/serverOptions.ts";
import { Connection } from "./connection.ts";
import { hostKeyFingerprints } from "./hostKeys.ts";
import { serveDefaults, type ServeOptions } from "./serveOptions.ts";

/** How long transfers may go on when a server closes, in milliseconds. */
const GRACE = 5_000;

/** Who is at the other end of a socket. */
interface Visitor {
  /** To be called when the login has succeeded, or is not awaited any more. */
  readonly known: () => void;
  connection?: Connection;
}

/** A server that listens for SSH; what `serve()` resolves to. */
export class SFTPListener {
  /** The fingerprints of the host keys, `SHA256:...`: what clients compare with. */
  readonly fingerprints: readonly string[];

  readonly #options: ServeOptions;
  readonly #server: Server;
  readonly #ssh: ssh2.Server;
  readonly #visitors = new Map<Socket, Visitor>();
  /** How many connections of an address are not logged in. */
  readonly #strangers = new Map<string, number>();
  /** Whether the last who came was turned away because there are too many. */
  #full = false;
  #address: AddressInfo | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ServeOptions) {
    this.fingerprints = hostKeyFingerprints(options.hostKeys);
    this.#options = options;
    this.#ssh = new ssh2.Server({
      hostKeys: [...options.hostKeys],
      ...(options.banner !== undefined && { banner: options.banner }),
      keepaliveInterval: options.keepaliveInterval ?? serveDefaults.keepaliveInterval,
      // Compressed, a few bytes could ask for any amount of work.
      algorithms: { compress: ["none"] },
    });
    this.#ssh.on("connection", (ssh, { header }) => this.#greeted(ssh, header.identRaw));
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** The address that it listens on. */
  get host(): string {
    return this.#address?.address ?? "";
  }

  get port(): number {
    return this.#address?.port ?? 0;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#visitors.size;
  }

  /** @internal Begins to listen. */
  listen(): Promise<this> {
    const { host = serveDefaults.host, port = serveDefaults.port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject).listen({ host, port }, () => {
        this.#server.off("error", reject).on("error", (error) => {
          report(this.#options.onError, error, { during: "listening" });
        });
        this.#address = this.#server.address() as AddressInfo;
        resolve(this);
      });
    });
  }

  /**
   * Takes no new connections, lets running transfers finish for at most `graceMs` (default 5 s), and ends the rest.
   * Resolves when everything is closed; idempotent.
   */
  close({ graceMs = GRACE }: { graceMs?: number } = {}): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(graceMs: number): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const connections = [...this.#visitors].map(([socket, { connection }]) =>
      connection === undefined ? socket.destroy() : connection.close(graceMs),
    );
    await Promise.all([closed, ...connections]);
  }

  #accept(socket: Socket): void {
    // This one stays for ever: an error that comes after the end must find a listener too.
    socket.on("error", () => {});
    const { loginTimeout = serveDefaults.loginTimeout } = this.#options;
    const address = socket.remoteAddress;
    if (address === undefined || !this.#hasRoomFor(address)) {
      socket.destroy();
      return;
    }
    this.#countStrangers(address, 1);
    const deadline = setTimeout(() => socket.destroy(), loginTimeout);
    let strange = true;
    const known = () => {
      if (!strange) return;
      strange = false;
      clearTimeout(deadline);
      this.#countStrangers(address, -1);
    };
    this.#visitors.set(socket, { known });
    socket.once("close", () => {
      known();
      this.#visitors.delete(socket);
    });
    this.#ssh.injectSocket(socket);
  }

  #hasRoomFor(address: string): boolean {
    const {
      loginsPerAddress = serveDefaults.loginsPerAddress,
      maxConnections = serveDefaults.maxConnections,
    } = this.#options;
    const isFull = this.#visitors.size >= maxConnections;
    if (isFull && !this.#full) {
      const error = new Error(
        `there are ${maxConnections} connections: others are turned away until one ends`,
      );
      report(this.#options.onError, error, { during: "listening" });
    }
    this.#full = isFull;
    return !isFull && (this.#strangers.get(address) ?? 0) < loginsPerAddress;
  }

  #countStrangers(address: string, change: number): void {
    const count = (this.#strangers.get(address) ?? 0) + change;
    if (count === 0) this.#strangers.delete(address);
    else this.#strangers.set(address, count);
  }

  /** The client has sent its identification string. */
  #greeted(ssh: Ssh2Connection, ident: string): void {
    const socket = SSHConnection.of(ssh).socket as Socket;
    const visitor = this.#visitors.get(socket);
    if (visitor !== undefined) {
      visitor.connection = new Connection(ssh, socket, ident, this.#options, visitor.known);
    }
  }
}
