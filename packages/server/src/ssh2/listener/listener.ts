import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

import {
  hasPostQuantum,
  offerPostQuantum,
  SSHConnection,
  warnOfClassicKeyExchange,
} from "@sftp/channel/ssh2";
import ssh2, { type Algorithms, type Connection as Ssh2Connection } from "ssh2";

import { delayOf } from "../../session/deadline.ts";
import { report } from "../../session/serverOptions.ts";
import { addressList } from "../addresses/addressList.ts";
import { plainAddress } from "../addresses/plainAddress.ts";
import type { Peer } from "../addresses/peer.ts";
import { Connection } from "../connection/connection.ts";
import { InboundGate } from "../connection/inboundGate.ts";
import { hostKeyFingerprints } from "../hostKeys.ts";
import { type LoginEvent, tellLogin } from "../login/loginEvent.ts";
import { serveDefaults, type ServeOptions } from "../serveOptions.ts";
import { Admission } from "./admission.ts";
import { algorithmsOf } from "./algorithms.ts";
import { readProxyHeader } from "./readProxyHeader.ts";

/** How long transfers may go on when a server closes, in milliseconds. */
const GRACE = 5_000;
/** How long a proxy may take to send its header, in milliseconds, unless a whole login may only take less. */
const PROXY_HEADER = 5_000;

/** A connection, as far as it has come. */
interface Visit {
  /** Makes an SSH connection of it, once the client has sent its identification. */
  identified?: (ssh: Ssh2Connection, ident: string) => void;
  connection?: Connection;
}

/** A server for SSH connections; what `serve()` resolves to. */
export class SFTPListener {
  /** The fingerprints of the host keys, `SHA256:...`: what clients compare with. */
  readonly fingerprints: readonly string[];

  readonly #options: ServeOptions;
  readonly #server: Server;
  readonly #ssh: ssh2.Server;
  readonly #postQuantum: boolean;
  readonly #admission: Admission;
  readonly #isProxy: (address: string | undefined) => boolean;
  readonly #visits = new Map<Socket, Visit>();
  /** Whether the last connection was turned away because there are too many. */
  #full = false;
  #address: AddressInfo | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ServeOptions) {
    const {
      loginsPerAddress = serveDefaults.loginsPerAddress,
      maxConnections = serveDefaults.maxConnections,
    } = options;
    this.fingerprints = hostKeyFingerprints(options.hostKeys);
    this.#options = options;
    this.#admission = new Admission({ loginsPerAddress, maxConnections });
    this.#isProxy = proxies(options.proxyProtocol?.from);
    const algorithms = algorithmsOf(options.algorithms);
    this.#postQuantum = algorithms.postQuantum && hasPostQuantum();
    if (algorithms.postQuantum && !this.#postQuantum) warnOfClassicKeyExchange();
    this.#ssh = new ssh2.Server({
      hostKeys: [...options.hostKeys],
      ...(options.banner !== undefined && { banner: options.banner }),
      keepaliveInterval: delayOf(options.keepaliveInterval ?? serveDefaults.keepaliveInterval),
      algorithms: algorithms.ssh2 as Algorithms,
    });
    this.#ssh.on("connection", (ssh, { header }) => {
      this.#visits.get(SSHConnection.of(ssh).socket as Socket)?.identified?.(ssh, header.identRaw);
    });
    this.#server = createServer({ noDelay: true }, (socket) => void this.#arrive(socket));
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
    return this.#admission.connections;
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
   * Serves a connection that was accepted elsewhere: by another process, or by another server. Nobody must have read from
   * the socket.
   *
   * @param peer the client, where it is not the one at the other end of the socket; limits, rules and records go by it
   */
  accept(socket: Socket, peer: Partial<Peer> = {}): void {
    void this.#arrive(socket, peer);
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
    const connections = [...this.#visits].map(([socket, { connection }]) =>
      connection === undefined ? socket.destroy() : connection.close(graceMs),
    );
    await Promise.all([closed, ...connections]);
  }

  async #arrive(socket: Socket, given: Partial<Peer> = {}): Promise<void> {
    // This one stays for ever: an error that comes after the end must find a listener too.
    socket.on("error", () => {});
    const direct: Peer = {
      remoteAddress: socket.remoteAddress && plainAddress(socket.remoteAddress),
      remotePort: socket.remotePort,
    };
    let peer: Peer = { ...direct, ...given };
    const turnAway = (reason: string): void => {
      socket.destroy();
      this.#tell({ outcome: "rejected", ...peer, reason });
    };
    if (this.#closed) return turnAway("the server is closing");
    if (this.#isFull()) return turnAway("there are too many connections");
    this.#admission.enter(socket);
    const visit: Visit = {};
    this.#visits.set(socket, visit);
    socket.once("close", () => this.#visits.delete(socket));
    if (this.#isProxy(direct.remoteAddress) && given.remoteAddress === undefined) {
      try {
        const { loginTimeout = serveDefaults.loginTimeout } = this.#options;
        const client = await readProxyHeader(socket, Math.min(loginTimeout, PROXY_HEADER));
        if (client) peer = { remoteAddress: plainAddress(client.address), remotePort: client.port };
      } catch (error) {
        return turnAway((error as Error).message);
      }
    }
    this.#beginLogin(socket, peer, visit, turnAway);
  }

  #beginLogin(socket: Socket, peer: Peer, visit: Visit, turnAway: (reason: string) => void): void {
    const { remoteAddress } = peer;
    if (remoteAddress === undefined) return turnAway("its address is not known");
    const counted = this.#admission.beginLogin(socket, remoteAddress);
    if (!counted) return turnAway("its address has too many connections that are not logged in");
    let end: Pick<LoginEvent, "outcome" | "reason"> = { outcome: "left" };
    const reject = (reason: string): void => {
      end = { outcome: "rejected", reason };
      socket.destroy();
    };
    const { loginTimeout = serveDefaults.loginTimeout, keepaliveInterval = serveDefaults.keepaliveInterval } =
      this.#options;
    const deadline = setTimeout(() => reject("the login took too long"), delayOf(loginTimeout));
    socket.once("close", () => {
      clearTimeout(deadline);
      if (!visit.connection?.loginTried) this.#tell({ ...peer, ...end });
    });
    const gate = new InboundGate(socket, { keepaliveInterval, reject });
    visit.identified = (ssh, ident) => {
      gate.watch(SSHConnection.of(ssh));
      if (this.#postQuantum && !offerPostQuantum(ssh)) warnOfClassicKeyExchange();
      visit.connection = new Connection(ssh, socket, {
        ident,
        peer,
        options: this.#options,
        onReady() {
          clearTimeout(deadline);
          counted();
          gate.loggedIn(loginTimeout);
        },
        onBroken: ({ message }) => (end = { outcome: "rejected", reason: message }),
        onOutcome: (outcome) => this.#tell({ ...peer, ...outcome }),
      });
    };
    this.#ssh.injectSocket(socket);
  }

  /** Whether there are too many connections, which is reported when it begins. */
  #isFull(): boolean {
    const { full } = this.#admission;
    if (full && !this.#full) {
      const { connections } = this.#admission;
      const error = new Error(`there are ${connections} connections: others are turned away until one ends`);
      report(this.#options.onError, error, { during: "listening" });
    }
    this.#full = full;
    return full;
  }

  #tell(event: Omit<LoginEvent, "time">): void {
    tellLogin(this.#options.onLogin, event, this.#options.onError);
  }
}

function proxies(from: readonly string[] | undefined): (address: string | undefined) => boolean {
  if (from === undefined || from.length === 0) return () => false;
  return addressList(from.join(","), (why) => {
    throw new TypeError(`proxyProtocol.from: ${why}`);
  });
}
