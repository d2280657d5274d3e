import type { Duplex } from "node:stream";

import type { Ssh2Channel, Ssh2Connection } from "./types.ts";

/**
 * All that is touched of ssh2 without being promised by it, looked at before it is used: where it is not as expected,
 * the answer is `undefined` and the caller goes on without.
 */

/** The receive window that ssh2 gives every channel, in bytes. */
export const SSH2_WINDOW = 2 * 1024 * 1024;

/** The socket under a connection. */
export function socketOf(connection: Ssh2Connection): Duplex | undefined {
  const { _sock: socket } = connection as { _sock?: Partial<Duplex> | null };
  return typeof socket?.destroy === "function" && typeof socket.cork === "function"
    ? (socket as Duplex)
    : undefined;
}

/** Whether keys are being exchanged, during which ssh2 keeps whatever it is to send. */
export function exchangesKeys(connection: Ssh2Connection): boolean {
  const { _protocol: protocol } = connection as { _protocol?: { _kexinit?: unknown } | null };
  return protocol?._kexinit !== undefined;
}

/**
 * Whether ssh2 may still look at memory in which bytes arrived that it was given: a packet whose end is to come, or what
 * belongs to an exchange of keys.
 */
export function keepsMemory(connection: Ssh2Connection, memory: ArrayBufferLike): boolean | undefined {
  const { _protocol: protocol } = connection as {
    _protocol?: { _kexinit?: unknown; _decipher?: unknown } | null;
  };
  const decipher = protocol?._decipher as { _packet?: Uint8Array | null } | null | undefined;
  if (!protocol || !("_kexinit" in protocol) || decipher?._packet === undefined) return undefined;
  return exchangesKeys(connection) || decipher._packet?.buffer === memory;
}

/** Whether the peer has closed the channel, which ssh2 tells only after everything was read. */
export function closedByPeer(channel: Ssh2Channel): boolean {
  const { incoming } = channel as { incoming?: { state?: unknown } };
  return incoming?.state === "closed";
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
  const { incoming, outgoing, _client } = channel as {
    incoming?: { window?: unknown };
    outgoing?: { id?: unknown; state?: unknown };
    _client?: { _protocol?: { channelWindowAdjust?: unknown } };
  };
  const protocol = _client?._protocol as { channelWindowAdjust(id: number, bytes: number): void } | undefined;
  if (
    typeof incoming?.window !== "number" ||
    typeof outgoing?.id !== "number" ||
    typeof protocol?.channelWindowAdjust !== "function"
  ) {
    return undefined;
  }
  const window = incoming as { window: number };
  const { id } = outgoing as { id: number };
  return {
    get left() {
      return window.window;
    },
    grant(bytes) {
      if (outgoing.state === "closed") return;
      window.window += bytes;
      protocol.channelWindowAdjust(id, bytes);
    },
  };
}
