import type { Random } from "@sftp/testing";
import { FrameType } from "../network/frames.ts";
import type { FrameFilter } from "../network/wire.ts";

/** The longest time that a reply is held back, in milliseconds. */
const MOST = 40;

/** A server whose replies leave in any order. */
export class OutOfOrder implements FrameFilter {
  readonly #random: Random;
  #send: (frame: Buffer) => void = () => {};

  constructor(random: Random) {
    this.#random = random;
  }

  attach(send: (frame: Buffer) => void): void {
    this.#send = send;
  }

  reply(frame: Buffer): Buffer[] {
    if (frame[0] === FrameType.VERSION || this.#random.oneIn(2)) return [frame];
    setTimeout(() => this.#send(frame), this.#random.below(MOST));
    return [];
  }
}
