import { isIPv4, isIPv6 } from "node:net";

/** The client in front of a proxy. */
export interface ProxiedClient {
  readonly address: string;
  readonly port: number;
}

/** A header of the PROXY protocol at the beginning of a connection. */
export interface ProxyHeader {
  /** How long it is in bytes. */
  readonly length: number;
  /** `undefined` where the proxy speaks for itself, as health checks do, or does not know the client. */
  readonly client: ProxiedClient | undefined;
}

/** Bytes of a header of version 1, with its end of line. */
const LONGEST_TEXT = 107;
const TEXT = "PROXY ";
const TEXT_LINE = /^PROXY (TCP[46]) (\S+) (\S+) (\d{1,5}) (\d{1,5})$/;

const SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");
const FIXED = 16;
/** Bytes that may follow the fixed part in version 2: addresses, and what proxies add to them. */
const LONGEST_REST = 4096;
const VERSION_2 = 2;
const [LOCAL, PROXY] = [0, 1];
const [UNSPEC, TCP4, TCP6] = [0x00, 0x11, 0x21];

/**
 * Reads a header of the PROXY protocol, version 1 or 2, from the first bytes of a connection.
 *
 * @returns `undefined` if more bytes are needed
 * @throws Error for what is no such header
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader | undefined {
  if (startsLike(bytes, SIGNATURE)) return bytes.length < FIXED ? undefined : binary(bytes);
  if (startsLike(bytes, Buffer.from(TEXT))) return text(bytes);
  throw new Error("there is no PROXY header");
}

/** Whether both are the same as far as both go. */
function startsLike(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
}

function text(bytes: Buffer): ProxyHeader | undefined {
  const end = bytes.subarray(0, LONGEST_TEXT).indexOf("\r\n");
  if (end === -1) {
    if (bytes.length >= LONGEST_TEXT) throw new Error("the PROXY header is too long");
    return undefined;
  }
  const length = end + 2;
  const line = bytes.toString("latin1", 0, end);
  if (line === "PROXY UNKNOWN" || line.startsWith("PROXY UNKNOWN ")) return { length, client: undefined };
  const [, protocol, address = "", destination = "", ...ports] = TEXT_LINE.exec(line) ?? [];
  const isAddress = protocol === "TCP4" ? isIPv4 : isIPv6;
  const [port = NaN, destinationPort = NaN] = ports.map(Number);
  if (!isAddress(address) || !isAddress(destination) || !(port <= 0xffff) || !(destinationPort <= 0xffff)) {
    throw new Error("the PROXY header is damaged");
  }
  return { length, client: { address, port } };
}

function binary(bytes: Buffer): ProxyHeader | undefined {
  const [version, command] = [bytes[12]! >> 4, bytes[12]! & 0xf];
  const family = bytes[13];
  const rest = bytes.readUInt16BE(14);
  if (version !== VERSION_2 || (command !== LOCAL && command !== PROXY) || rest > LONGEST_REST) {
    throw new Error("the PROXY header is damaged");
  }
  const length = FIXED + rest;
  if (bytes.length < length) return undefined;
  if (command === LOCAL || family === UNSPEC) return { length, client: undefined };
  const addressLength = family === TCP4 ? 4 : family === TCP6 ? 16 : undefined;
  if (addressLength === undefined) throw new Error("the PROXY header is not of a TCP connection");
  if (rest < 2 * addressLength + 4) throw new Error("the PROXY header is damaged");
  const address = bytes.subarray(FIXED, FIXED + addressLength);
  return {
    length,
    client: {
      address: family === TCP4 ? address.join(".") : ipv6(address),
      port: bytes.readUInt16BE(FIXED + 2 * addressLength),
    },
  };
}

/** An address in the form in which Node writes it. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
