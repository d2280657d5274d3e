import { FrameType, handleOf, idOf } from "../network/frames.ts";
import type { FrameFilter } from "../network/wire.ts";

/**
 * Watches one session on its wire: each request is answered at most once, and nothing else is answered (S-1); each handle
 * that was given is closed once (C-6).
 */
export class ReplyCheck implements FrameFilter {
  requests = 0;
  /** Requests that wait for their reply. */
  readonly #waiting = new Set<number>();
  /** Handles that were given and not closed. */
  readonly #handles = new Set<string>();
  readonly #report: (violation: string) => void;
  readonly #label: string;

  constructor(label: string, report: (violation: string) => void) {
    this.#label = label;
    this.#report = report;
  }

  request(frame: Buffer): Buffer[] {
    if (frame[0] === FrameType.INIT) return [frame];
    this.requests++;
    const id = idOf(frame);
    if (this.#waiting.has(id)) this.#report(`S-1: ${this.#label}: id ${id} was used again before its reply`);
    this.#waiting.add(id);
    if (frame[0] === FrameType.CLOSE && !this.#handles.delete(handleOf(frame)!.toString("hex"))) {
      this.#report(`C-6: ${this.#label}: CLOSE of a handle that is not open`);
    }
    return [frame];
  }

  reply(frame: Buffer): Buffer[] {
    if (frame[0] === FrameType.VERSION) return [frame];
    const id = idOf(frame);
    if (!this.#waiting.delete(id)) {
      this.#report(`S-1: ${this.#label}: a reply of type ${frame[0]} answers id ${id}, which waits for none`);
    }
    if (frame[0] === FrameType.HANDLE) this.#handles.add(handleOf(frame)!.toString("hex"));
    return [frame];
  }

  /** Handles that are still open. */
  get openHandles(): number {
    return this.#handles.size;
  }
}
