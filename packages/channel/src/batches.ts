/** What an SSH packet carries; a longer write becomes several packets, however it was made. */
const JOIN_LIMIT = 32 * 1024;

/** Above this, copying a packet costs more than joining it saves. */
const SMALL = 16 * 1024;

/**
 * The packets as the writes that they leave in, in order: neighbours that are small are joined, up to 32 KiB, because a
 * write is dear (over SSH each becomes at least one encrypted packet); big ones go alone and uncopied.
 */
export function* batches(packets: readonly Uint8Array[]): Generator<Uint8Array, void, undefined> {
  let first = 0;
  let size = 0;
  for (const [next, { length }] of packets.entries()) {
    if (size > 0 && (length > SMALL || size + length > JOIN_LIMIT)) {
      yield join(packets, first, next, size);
      size = 0;
    }
    if (size === 0) first = next;
    if (length > SMALL) yield packets[next]!;
    else size += length;
  }
  if (size > 0) yield join(packets, first, packets.length, size);
}

function join(packets: readonly Uint8Array[], first: number, end: number, size: number): Uint8Array {
  if (end - first === 1) return packets[first]!;
  const joined = Buffer.allocUnsafe(size);
  let at = 0;
  for (let index = first; index < end; index++) {
    joined.set(packets[index]!, at);
    at += packets[index]!.length;
  }
  return joined;
}
