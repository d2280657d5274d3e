/** Where buffers come from and go back to. */
export interface Memory {
  /** A buffer of exactly this length; its content is undefined. */
  acquire(length: number): Uint8Array;
  /** Takes back a buffer that was acquired here; nobody reads it any more. */
  release(buffer: Uint8Array): void;
}

/** New memory every time, left to the garbage collector. */
export const FRESH: Memory = { acquire: (length) => new Uint8Array(length), release() {} };

/**
 * Checks bytes that somebody gave to be written.
 *
 * @throws TypeError if their memory was transferred to another owner, as `postMessage` and a BYOB reader do
 */
export function checkNotTransferred(bytes: Uint8Array): void {
  if (bytes.length === 0 && isDetached(bytes.buffer)) throw transferred();
}

/** The error for bytes whose memory was transferred. */
export function transferred(): TypeError {
  return new TypeError(
    "the memory of these bytes was transferred to another owner; write them before it is transferred, or write a copy",
  );
}

function isDetached(buffer: ArrayBufferLike): boolean {
  // Node 20 has no `detached` to tell it from memory of no bytes, but makes no view of it.
  try {
    return new Uint8Array(buffer).length !== buffer.byteLength;
  } catch {
    return true;
  }
}
