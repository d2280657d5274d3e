import type { Duplex } from "node:stream";

import type { Ssh2Channel, Ssh2Connection } from "./types.ts";

/**
 * Every private field of ssh2 that these packages touch. Each is checked before it is used: where ssh2 is not as expected,
 * the answer is `undefined` or `false` and the caller goes on without it.
 */
interface PrivateConnection {
  readonly _sock?: Partial<Duplex> | null;
  readonly _protocol?: PrivateProtocol | null;
  /** The channels of a connection by their number. */
  readonly _chanMgr?: ChannelManager | null;
}

/** The SSH protocol of one connection. */
interface PrivateProtocol {
  readonly _server?: boolean;
  /** Our KEXINIT, from when it is sent until the keys are in use. */
  readonly _kexinit?: Uint8Array;
  /** The key exchange that runs or ran last. */
  _kex?: PrivateKeyExchange;
  /** The algorithms that are offered. */
  _offer?: PrivateOffer;
  readonly _packetRW?: { read: PacketReader } | null;
  /** Whether the next packet is a wrong guess of the peer's. */
  _skipNextInboundPacket?: boolean;
  /** Takes the last fragment of a packet that has not arrived in full. */
  readonly _decipher?: { readonly _packet?: Uint8Array | null } | null;
  /** What is called for each message, by its name. */
  readonly _handlers?: ServerHandlers;
  channelClose?(recipient: number): void;
  channelFailure?(recipient: number): void;
  channelWindowAdjust?(recipient: number, bytes: number): void;
}

/** Takes a packet's payload out of what was decrypted. */
interface PacketReader {
  read(data: Buffer): Buffer;
  cleanup(): void;
}

/** One key exchange of the kind `curve25519-sha256`. */
export interface PrivateKeyExchange {
  readonly negotiated: { kex: string };
  hashName: string;
  /** The peer's KEXINIT, which goes into the exchange hash. */
  _remoteKexinit?: Buffer;
  generateKeys(): void;
  getPublicKey(): Buffer;
  convertPublicKey(key: Buffer): Buffer;
  computeSecret(publicKey: Buffer): Buffer | Error;
}

/** Algorithms by their names, the preferred ones first. */
export type NameList = readonly string[];

/** The lists of a KEXINIT, and the bytes that are sent. */
interface PrivateOffer {
  readonly constructor: new (lists: {
    kex: NameList;
    serverHostKey: NameList;
    cs: Record<Direction, NameList>;
    sc: Record<Direction, NameList>;
  }) => PrivateOffer;
  readonly lists: {
    readonly kex: { array: NameList };
    readonly serverHostKey: { readonly array: NameList };
    readonly cs: Record<Direction, { readonly array: NameList }>;
    readonly sc: Record<Direction, { readonly array: NameList }>;
  };
}

type Direction = "cipher" | "mac" | "compress" | "lang";

interface ServerHandlers {
  CHANNEL_REQUEST?: (
    protocol: unknown,
    recipient: number,
    type: string,
    wantReply: boolean,
    data: unknown,
  ) => void;
  CHANNEL_CLOSE?: (protocol: unknown, recipient: number) => void;
}

interface ChannelManager {
  readonly _channels?: Record<number, unknown>;
  /** The number that was given out last. */
  _cur?: number;
  add?(value?: unknown): number;
  get?(id: number): unknown;
  remove?(id: number): void;
}

/** A server's channel before it runs something. */
interface PrivateSession {
  readonly _chanInfo: { readonly outgoing: { readonly id: number; readonly state: string } };
  /** What runs on it. */
  readonly _channel?: unknown;
  /** Whether the client has sent EOF or CLOSE. */
  readonly _ending: boolean;
}

interface PrivateChannel {
  readonly incoming?: { window?: number; readonly state?: string };
  readonly outgoing?: { readonly id?: number; readonly state?: string };
  readonly _client?: { readonly _protocol?: PrivateProtocol };
}

/** Where the first list of a KEXINIT begins: after the type and the cookie. */
export const KEXINIT_LISTS = 17;

/** The receive window that ssh2 gives every channel, in bytes. */
export const SSH2_WINDOW = 2 * 1024 * 1024;

/** The socket under a connection. */
export function socketOf(connection: Ssh2Connection): Duplex | undefined {
  const { _sock: socket } = connection as PrivateConnection;
  return typeof socket?.destroy === "function" && typeof socket.cork === "function"
    ? (socket as Duplex)
    : undefined;
}

/** The protocol of a connection; a client has one from `connect()` on. */
function protocolOf(connection: Ssh2Connection): PrivateProtocol | undefined {
  return (connection as PrivateConnection)._protocol ?? undefined;
}

/** Whether keys are being exchanged, during which ssh2 keeps whatever it is to send. */
export function exchangesKeys(connection: Ssh2Connection): boolean {
  return protocolOf(connection)?._kexinit !== undefined;
}

/**
 * Whether ssh2 may still look at memory in which bytes arrived that it was given: a packet whose end is to come, or what
 * belongs to an exchange of keys.
 */
export function keepsMemory(connection: Ssh2Connection, memory: ArrayBufferLike): boolean | undefined {
  const protocol = protocolOf(connection);
  const decipher = protocol?._decipher;
  if (!protocol || !("_kexinit" in protocol) || decipher?._packet === undefined) return undefined;
  return exchangesKeys(connection) || decipher._packet?.buffer === memory;
}

/** Whether the peer has closed the channel, which ssh2 tells only after everything was read. */
export function closedByPeer(channel: Ssh2Channel): boolean {
  return (channel as PrivateChannel).incoming?.state === "closed";
}

/** The receive window of one channel. */
export interface WindowControl {
  /** Bytes that the peer may still send; below 0 where it sent more than that. */
  readonly left: number;
  /** Allows the peer `bytes` more. */
  grant(bytes: number): void;
}

/** What is needed to allow the peer of `channel` more than ssh2 does by itself. */
export function windowControl(channel: Ssh2Channel): WindowControl | undefined {
  const { incoming, outgoing, _client } = channel as PrivateChannel;
  const protocol = _client?._protocol;
  if (
    typeof incoming?.window !== "number" ||
    typeof outgoing?.id !== "number" ||
    typeof protocol?.channelWindowAdjust !== "function"
  ) {
    return undefined;
  }
  const window = incoming as { window: number };
  const { id } = outgoing;
  return {
    get left() {
      return window.window;
    },
    grant(bytes) {
      if (outgoing.state === "closed") return;
      window.window += bytes;
      protocol.channelWindowAdjust!(id, bytes);
    },
  };
}

/**
 * Does for the channels of a server's connection what ssh2 leaves undone: every CLOSE is answered, also on a channel on which
 * nothing was started; every request that wants a reply gets one, also on a channel that runs something or has ended; and
 * the numbers of closed channels are used again.
 *
 * @returns false if ssh2 is not as expected; then nothing was changed
 */
export function completeChannels(connection: Ssh2Connection): boolean {
  const { _protocol: protocol, _chanMgr: manager } = connection as PrivateConnection;
  const handlers = protocol?._handlers;
  const { CHANNEL_REQUEST: request, CHANNEL_CLOSE: close } = handlers ?? {};
  if (
    !handlers ||
    typeof request !== "function" ||
    typeof close !== "function" ||
    typeof protocol?.channelClose !== "function" ||
    typeof protocol.channelFailure !== "function" ||
    typeof manager?.add !== "function" ||
    typeof manager.get !== "function" ||
    typeof manager.remove !== "function" ||
    typeof manager._cur !== "number" ||
    manager._channels === undefined
  ) {
    return false;
  }
  const { get, add, remove } = manager;
  const sessionOf = (id: number): PrivateSession | undefined => {
    const channel = get.call(manager, id) as Partial<PrivateSession> | true | undefined;
    return typeof channel === "object" && channel._chanInfo ? (channel as PrivateSession) : undefined;
  };
  handlers.CHANNEL_REQUEST = (p, recipient, type, wantReply, data) => {
    const session = sessionOf(recipient);
    if (!session || (!session._channel && !session._ending)) request(p, recipient, type, wantReply, data);
    else if (wantReply && isOpen(session)) protocol.channelFailure!(session._chanInfo.outgoing.id);
  };
  handlers.CHANNEL_CLOSE = (p, recipient) => {
    const session = sessionOf(recipient);
    close(p, recipient);
    if (!session || session._channel) return;
    remove.call(manager, recipient);
    protocol.channelClose!(session._chanInfo.outgoing.id);
  };
  manager.add = (value) => {
    let free = 0;
    while (manager._channels![free] !== undefined) free++;
    manager._cur = free - 1;
    return add.call(manager, value);
  };
  return true;
}

function isOpen({ _chanInfo: { outgoing } }: PrivateSession): boolean {
  return outgoing.state === "open" || outgoing.state === "eof";
}

/** What of the key exchanges of one connection can be listened to and changed. */
export interface KeyExchangeInternals {
  readonly isServer: boolean;
  /** The key exchanges that ssh2 offers, with the marks (`kex-strict-...`) among them. */
  readonly offered: NameList;
  /**
   * Offers other key exchanges.
   *
   * @returns sets the ones that ssh2 takes for its own when it negotiates
   */
  offer(names: NameList): (names: NameList) => void;
  /** Calls back with the payload of every packet; ssh2 gets what is returned. */
  onPayload(listener: (payload: Buffer) => Buffer): void;
  /** Calls back when an exchange has been negotiated and not begun. */
  onExchange(listener: (exchange: PrivateKeyExchange) => void): void;
}

/** What is needed to add a key exchange to ssh2, before KEXINIT is sent; `undefined` afterwards. */
export function keyExchangeInternals(connection: Ssh2Connection): KeyExchangeInternals | undefined {
  const protocol = protocolOf(connection);
  const { _offer: offer, _packetRW: packets, _server: isServer } = protocol ?? {};
  if (
    !protocol ||
    !("_kex" in protocol) ||
    protocol._kex !== undefined ||
    protocol._kexinit !== undefined ||
    typeof isServer !== "boolean" ||
    typeof packets?.read?.read !== "function" ||
    !Array.isArray(offer?.lists?.kex?.array) ||
    typeof offer.constructor !== "function"
  ) {
    return undefined;
  }
  const { kex, serverHostKey, cs, sc } = offer.lists;
  return {
    isServer,
    offered: kex.array,
    offer(names) {
      // All connections of a server share one offer.
      const own = new offer.constructor({
        kex: names,
        serverHostKey: serverHostKey.array,
        cs: arraysOf(cs),
        sc: arraysOf(sc),
      });
      protocol._offer = own;
      return (negotiable) => (own.lists.kex.array = negotiable);
    },
    onPayload(listener) {
      // ssh2 replaces the reader with each new key.
      let reader = packets.read;
      const listening: PacketReader = Object.create(null, {
        read: { value: (data: Buffer) => listener(reader.read(data)) },
        cleanup: { value: () => reader.cleanup() },
      }) as PacketReader;
      Object.defineProperty(packets, "read", {
        configurable: true,
        get: () => listening,
        set(next: PacketReader) {
          reader = next;
        },
      });
    },
    onExchange: (listener) => onExchange(protocol, listener),
  };
}

/** Calls back for each exchange, after those who asked for that before. */
function onExchange(protocol: PrivateProtocol, listener: (exchange: PrivateKeyExchange) => void): void {
  const before = Object.getOwnPropertyDescriptor(protocol, "_kex")?.set;
  let exchange = protocol._kex;
  Object.defineProperty(protocol, "_kex", {
    configurable: true,
    get: () => exchange,
    set(next: PrivateKeyExchange | undefined) {
      exchange = next;
      before?.call(protocol, next);
      if (next) listener(next);
    },
  });
}

/**
 * Lets a packet count that a client has sent with its KEXINIT for the key exchange that it guessed, if the guess is right
 * (RFC 4253, section 7): ssh2 skips each one, and the client waits for the answer. To be called after `offerPostQuantum`.
 *
 * @returns false if ssh2 is not as expected; then nothing was changed
 */
export function acceptRightGuesses(connection: Ssh2Connection): boolean {
  const protocol = protocolOf(connection);
  if (!protocol || !("_kex" in protocol) || typeof protocol._skipNextInboundPacket !== "boolean")
    return false;
  onExchange(protocol, ({ _remoteKexinit: theirs }) => {
    const ours = protocol._kexinit;
    if (!theirs || !ours) return;
    const [theirKex, theirHostKey] = preferred(theirs);
    const [ourKex, ourHostKey] = preferred(Buffer.from(ours));
    if (theirKex === ourKex && theirHostKey === ourHostKey) protocol._skipNextInboundPacket = false;
  });
  return true;
}

/** The first key exchange and the first type of host key in a KEXINIT. */
function preferred(kexinit: Buffer): [kex: string | undefined, hostKey: string | undefined] {
  const afterKex = KEXINIT_LISTS + 4 + kexinit.readUInt32BE(KEXINIT_LISTS);
  const first = (at: number): string | undefined =>
    kexinit.toString("latin1", at + 4, at + 4 + kexinit.readUInt32BE(at)).split(",")[0];
  return [first(KEXINIT_LISTS), first(afterKex)];
}

/** Makes the exchange hash cover this KEXINIT of the peer, and not the one that ssh2 was shown. */
export function hashRemoteKexinit(exchange: PrivateKeyExchange, kexinit: Buffer): void {
  exchange._remoteKexinit = kexinit;
}

function arraysOf(lists: PrivateOffer["lists"]["cs"]): Record<Direction, NameList> {
  const { cipher, mac, compress, lang } = lists;
  return { cipher: cipher.array, mac: mac.array, compress: compress.array, lang: lang.array };
}
