import { escapeName } from "./escapeName.ts";
import type { NameCodec } from "./names.ts";
import { Reader } from "./reader.ts";
import { protocolError } from "./sftpError.ts";
import { Writer } from "./writer.ts";

/** The protocol version that this package speaks. */
export const PROTOCOL_VERSION = 3;

/** The packet types of INIT and VERSION, which have no id. */
export const INIT = 1;
export const VERSION = 2;

/** What INIT and VERSION say (draft-ietf-secsh-filexfer-02 section 4). */
export interface VersionMessage {
  version: number;
  /** Extension name to the data of its pair; the values are bytes of their own. */
  extensions: ReadonlyMap<string, Uint8Array>;
}

/**
 * INIT or VERSION as a whole packet, length first.
 *
 * @throws RangeError or TypeError naming the field whose value does not fit.
 */
export function encodeVersion(
  type: typeof INIT | typeof VERSION,
  message: VersionMessage,
  names?: NameCodec,
): Uint8Array {
  const writer = new Writer(names);
  writer.begin(type);
  writer.u32(message.version, "version");
  for (const [name, data] of message.extensions) {
    writer.text(name, "extensions");
    writer.bytes(data, `extensions.${escapeName(name)}`);
  }
  return writer.packet();
}

/**
 * Decodes INIT or VERSION from a frame (type first, without the length). Where a peer names an extension
 * twice, the first counts.
 *
 * @throws a protocol error if it is neither or cannot be decoded.
 */
export function decodeVersion(
  type: typeof INIT | typeof VERSION,
  frame: Uint8Array,
  names?: NameCodec,
): VersionMessage {
  const reader = new Reader(frame, names);
  const got = reader.u8();
  if (got !== type) {
    throw protocolError(`packet type ${got} came where ${type === INIT ? "INIT" : "VERSION"} must stand`);
  }
  const version = reader.u32();
  const extensions = new Map<string, Uint8Array>();
  while (reader.remaining > 0) {
    const name = reader.text();
    const data = reader.bytes();
    if (!extensions.has(name)) extensions.set(name, data);
  }
  return { version, extensions };
}

/** The version that a server answers with: the lower of the client's and its own. */
export function negotiateVersion(client: number): number {
  return Math.min(client, PROTOCOL_VERSION);
}
