import { beginPacket } from "./codec.ts";
import { replies } from "./replies.ts";
import { requests } from "./requests.ts";
import type { UInt64 } from "./uint64.ts";
import type { Writer } from "./writer.ts";

/**
 * A DATA or WRITE packet whose payload is read straight into its place, so that it is never copied: fill
 * `payload`, then send what `seal` returns.
 */
export interface RoomyPacket {
  /** Where the payload goes; a view into the packet. */
  readonly payload: Uint8Array;
  /** The packet with the first `length` bytes of the payload; shares memory with `payload`. */
  seal(length: number): Uint8Array;
}

/** A DATA reply with room for `capacity` bytes. */
export function roomyData(id: number, capacity: number): RoomyPacket {
  return roomy(beginPacket(replies.data.type, "data", id), capacity);
}

/** A WRITE request with room for `capacity` bytes. */
export function roomyWrite(id: number, handle: Uint8Array, offset: UInt64, capacity: number): RoomyPacket {
  const writer = beginPacket(requests.write.type, "write", id);
  writer.bytes(handle, "handle");
  writer.u64(offset, "offset");
  return roomy(writer, capacity);
}

function roomy(writer: Writer, capacity: number): RoomyPacket {
  const lengthAt = writer.skip(4);
  const start = writer.skip(capacity);
  return {
    payload: writer.finish().subarray(start),
    seal(length) {
      writer.setU32(lengthAt, length);
      writer.setU32(0, start + length - 4);
      return writer.finish().subarray(0, start + length);
    },
  };
}
