/** What an SSH packet carries; a longer write becomes several packets, however it was made. */
const JOIN_LIMIT = 32 * 1024;

/** Above this, copying a packet costs more than joining it saves. */
const SMALL = 16 * 1024;

/**
 * The packets as the writes that they leave in, in order: neighbours that are small are joined, up to 32 KiB, because a
 * write is dear (over SSH each becomes at least one encrypted packet). A big one fills up the small ones before it; the
 * rest of it goes alone and uncopied.
 */
export function* batches(packets: readonly Uint8Array[]): Generator<Uint8Array, void, undefined> {
  let small: Uint8Array[] = [];
  let size = 0;
  for (const packet of packets) {
    const isBig = packet.length > SMALL;
    let rest = packet;
    if (size > 0 && (isBig || size + packet.length > JOIN_LIMIT)) {
      if (isBig && size < JOIN_LIMIT) {
        small.push(packet.subarray(0, JOIN_LIMIT - size));
        rest = packet.subarray(JOIN_LIMIT - size);
      }
      yield join(small);
      small = [];
      size = 0;
    }
    if (!isBig) {
      small.push(packet);
      size += packet.length;
    } else if (rest.length > 0) {
      yield rest;
    }
  }
  if (size > 0) yield join(small);
}

function join(packets: readonly Uint8Array[]): Uint8Array {
  return packets.length === 1 ? packets[0]! : Buffer.concat(packets);
}
