/** Splits a stream of bytes into SFTP frames, without `@sftp/wire`: what watches a wire is no part of what is watched. */
export class FrameSplitter {
  #held: Buffer = Buffer.alloc(0);

  /** The frames that are complete now, each without its length. */
  push(bytes: Uint8Array): Buffer[] {
    this.#held = Buffer.concat([this.#held, bytes]);
    const frames: Buffer[] = [];
    while (this.#held.length >= 4) {
      const length = this.#held.readUInt32BE(0);
      if (this.#held.length < 4 + length) break;
      frames.push(this.#held.subarray(4, 4 + length));
      this.#held = this.#held.subarray(4 + length);
    }
    return frames;
  }
}

/** A frame with its length in front. */
export function packet(frame: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 + frame.length);
  bytes.writeUInt32BE(frame.length, 0);
  bytes.set(frame, 4);
  return bytes;
}

/** Numbers of messages, as the draft has them. */
export const FrameType = {
  INIT: 1,
  VERSION: 2,
  OPEN: 3,
  CLOSE: 4,
  READ: 5,
  WRITE: 6,
  FSTAT: 8,
  FSETSTAT: 10,
  OPENDIR: 11,
  READDIR: 12,
  STATUS: 101,
  HANDLE: 102,
  EXTENDED: 200,
} as const;

/** Messages whose first field is a handle. */
const WITH_HANDLE = new Set<number>([
  FrameType.CLOSE,
  FrameType.READ,
  FrameType.WRITE,
  FrameType.FSTAT,
  FrameType.FSETSTAT,
  FrameType.READDIR,
  FrameType.HANDLE,
]);

/** Where a handle begins: behind the type, the id and its own length. */
const HANDLE_AT = 1 + 4 + 4;

/** The id of a request or reply. */
export function idOf(frame: Buffer): number {
  return frame.readUInt32BE(1);
}

/** The handle that a frame is about, as a view into it; `undefined` if it is about none. */
export function handleOf(frame: Buffer): Buffer | undefined {
  if (!WITH_HANDLE.has(frame[0]!)) return undefined;
  return frame.subarray(HANDLE_AT, HANDLE_AT + frame.readUInt32BE(5));
}
