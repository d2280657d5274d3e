import { FrameType, handleOf } from "../network/frames.ts";
import type { FrameFilter } from "../network/wire.ts";

/** A server that gives the handle of the first open file to every further OPEN, and means the latest file by it. */
export class SameHandle implements FrameFilter {
  /** What the client knows. */
  #shown: Buffer | undefined;
  /** What the server knows, the latest at the end. */
  #open: Buffer[] = [];

  request(frame: Buffer): Buffer[] {
    const handle = handleOf(frame);
    const latest = this.#open.at(-1);
    if (handle === undefined || latest === undefined || !this.#shown?.equals(handle)) return [frame];
    handle.set(latest);
    if (frame[0] === FrameType.CLOSE) {
      this.#open.pop();
      if (this.#open.length === 0) this.#shown = undefined;
    }
    return [frame];
  }

  reply(frame: Buffer): Buffer[] {
    if (frame[0] !== FrameType.HANDLE) return [frame];
    const handle = handleOf(frame)!;
    this.#open.push(Buffer.from(handle));
    if (this.#shown === undefined) this.#shown = Buffer.from(handle);
    else handle.set(this.#shown);
    return [frame];
  }
}
