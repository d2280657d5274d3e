import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

import { string, u32 } from "@sftp/testing";
import ssh2 from "ssh2";

import type { SFTPListener } from "../../src/ssh2/index.ts";

/** What is used of ssh2's protocol to send packets of one's own. */
interface PacketSender {
  readonly _packetRW: {
    readonly write: {
      readonly allocStart: number;
      alloc(length: number): Buffer;
      finalize(packet: Buffer): Buffer;
    };
  };
  readonly _cipher: { encrypt(packet: Buffer): void };
}

/** An SSH client that sends whatever packets it likes. */
export class RawSsh {
  readonly client: ssh2.Client;
  readonly socket: Socket;
  readonly #closed: Promise<unknown>;

  /** Sends over a connection that there is already. */
  constructor(socket: Socket, client: ssh2.Client) {
    this.socket = socket;
    this.client = client;
    this.#closed = once(socket, "close");
  }

  /** Connects; resolves when keys are exchanged, or with `password` when the login is done. */
  static async connect(address: { host: string; port: number }, password?: string): Promise<RawSsh> {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    const client = new ssh2.Client();
    const raw = new RawSsh(socket, client);
    client.on("error", () => {});
    client.connect({
      sock: socket,
      username: "ann",
      ...(password === undefined ? { authHandler: () => undefined as never } : { password }),
      readyTimeout: 0,
    });
    await once(client, password === undefined ? "handshake" : "ready");
    return raw;
  }

  /** Sends a packet with this payload. */
  send(payload: Uint8Array): void {
    const { _packetRW: rw, _cipher: cipher } = (this.client as unknown as { _protocol: PacketSender })
      ._protocol;
    const start = rw.write.allocStart;
    const packet = rw.write.alloc(payload.length);
    packet.set(payload, start);
    cipher.encrypt(rw.write.finalize(packet));
  }

  /** Gets the server's answers instead of ssh2, by the names that ssh2 gives them. */
  handle(handlers: Readonly<Record<string, (protocol: unknown, message: never) => void>>): void {
    const { _handlers } = (this.client as unknown as { _protocol: { _handlers: object } })._protocol;
    Object.assign(_handlers, handlers);
  }

  /** Resolves when the connection is closed. */
  get closed(): Promise<unknown> {
    return this.#closed;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Payloads that a server answers. */
export const payloads = {
  globalRequest: Buffer.concat([Buffer.from([80]), string("keepalive@example.com"), Buffer.from([1])]),
  channelOpen: Buffer.concat([Buffer.from([90]), string("x11"), u32(0), u32(0x8000), u32(0x8000)]),
  sessionOpen: (id: number) =>
    Buffer.concat([Buffer.from([90]), string("session"), u32(id), u32(0x8000), u32(0x8000)]),
  channelRequest: (channel: number, type = "env", data = Buffer.concat([string("A"), string("B")])) =>
    Buffer.concat([Buffer.from([98]), u32(channel), string(type), Buffer.from([1]), data]),
  channelClose: (channel: number) => Buffer.concat([Buffer.from([97]), u32(channel)]),
  channelEof: (channel: number) => Buffer.concat([Buffer.from([96]), u32(channel)]),
  serviceRequest: Buffer.concat([Buffer.from([5]), string("ssh-userauth")]),
  userauth: (method: string, ...fields: Uint8Array[]) =>
    Buffer.concat([Buffer.from([50]), string("ann"), string("ssh-connection"), string(method), ...fields]),
};

/** Accepts connections for a listener, so that a test has the server's sockets. */
export async function acceptFor(
  listener: SFTPListener,
  peer?: Parameters<SFTPListener["accept"]>[1],
): Promise<{ host: string; port: number; sockets: Socket[]; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    listener.accept(socket, peer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return { host: "127.0.0.1", port, sockets, close: () => server.close() };
}
