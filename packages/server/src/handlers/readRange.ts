import type { RequestContext, SFTPHandle } from "../backend/backend.ts";
import { unsupported } from "../replies/statusOf.ts";

const CHUNK = 128 * 1024;

/**
 * The bytes of a range in order, up to its end or the file's. A chunk is valid until the next one is asked for.
 */
export async function* readRange(
  handle: SFTPHandle,
  offset: number,
  length: number,
  ctx: RequestContext,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (handle.read === undefined) throw unsupported();
  const buffer = new Uint8Array(Math.min(CHUNK, length));
  for (let left = length, at = offset; left > 0;) {
    ctx.signal.throwIfAborted();
    const count = await handle.read(buffer.subarray(0, Math.min(buffer.length, left)), at, ctx);
    if (count === 0) return;
    yield buffer.subarray(0, count);
    at += count;
    left -= count;
  }
}
