import { beginPacket } from "./codec.ts";
import { replies } from "./replies.ts";
import { requests } from "./requests.ts";
import { checkUInt32, type UInt64 } from "./uint64.ts";
import type { Writer } from "./writer.ts";

/**
 * A DATA or WRITE packet whose payload is read straight into its place, so that it is never copied: fill
 * `payload`, then send what `seal` returns.
 */
export interface RoomyPacket {
  /** Where the payload goes; a view into the packet. */
  readonly payload: Uint8Array;
  /**
   * The packet with the first `length` bytes of the payload; shares memory with `payload`.
   *
   * @throws RangeError if there is no room for so much.
   */
  seal(length: number): Uint8Array;
}

/** Bytes of a DATA reply that are not payload. */
export const DATA_OVERHEAD = 4 + 1 + 4 + 4;

/** A DATA reply with room for `capacity` bytes, in `memory` if it is given and large enough for all of it. */
export function roomyData(id: number, capacity: number, memory?: Uint8Array): RoomyPacket {
  return roomy(beginPacket(replies.data.type, id, undefined, memory), capacity);
}

/** A WRITE request with room for `capacity` bytes. */
export function roomyWrite(id: number, handle: Uint8Array, offset: UInt64, capacity: number): RoomyPacket {
  return roomy(beginWrite(id, handle, offset), capacity);
}

/** A WRITE request up to its payload, which is sent behind it as it is: `length` bytes. */
export function writeHead(id: number, handle: Uint8Array, offset: UInt64, length: number): Uint8Array {
  const writer = beginWrite(id, handle, offset);
  writer.u32(length, "length");
  writer.setU32(0, writer.length - 4 + length);
  return writer.finish();
}

function beginWrite(id: number, handle: Uint8Array, offset: UInt64): Writer {
  const writer = beginPacket(requests.write.type, id);
  writer.bytes(handle, "handle");
  writer.u64(offset, "offset");
  return writer;
}

function roomy(writer: Writer, capacity: number): RoomyPacket {
  checkUInt32(capacity, "capacity");
  const lengthAt = writer.skip(4);
  const start = writer.skip(capacity);
  const packet = writer.finish();
  const view = new DataView(packet.buffer, packet.byteOffset);
  return {
    payload: packet.subarray(start),
    seal(length) {
      checkUInt32(length, "length");
      if (length > capacity) throw new RangeError(`a payload of ${length} bytes has no room in ${capacity}`);
      view.setUint32(lengthAt, length);
      view.setUint32(0, start + length - 4);
      return packet.subarray(0, start + length);
    },
  };
}
