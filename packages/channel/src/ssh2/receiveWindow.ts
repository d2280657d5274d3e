import { SSH2_WINDOW, windowControl, type WindowControl } from "./internals.ts";
import type { Ssh2Channel } from "./types.ts";

/** Topping up in smaller steps would cost more packets than it keeps the peer from waiting. */
const STEPS = 8;

/**
 * How much the peer of a channel may send before we have read it. ssh2 keeps 2 MiB, which holds a download at 2 MiB per
 * round trip; a larger window is kept topped up here.
 */
export class ReceiveWindow {
  /** The window in bytes: what was asked for, or 2 MiB where ssh2 does not let it grow. */
  readonly size: number;
  readonly #channel: Ssh2Channel;
  readonly #control: WindowControl | undefined;

  constructor(channel: Ssh2Channel, size: number = SSH2_WINDOW) {
    this.#channel = channel;
    this.#control = size > SSH2_WINDOW ? windowControl(channel) : undefined;
    this.size = this.#control ? size : SSH2_WINDOW;
    this.topUp();
  }

  /** Allows as much again as was read; to be called whenever something was. */
  topUp(): void {
    if (!this.#control) return;
    const missing = this.size - this.#control.left - this.#channel.readableLength;
    if (missing >= this.size / STEPS) this.#control.grant(missing);
  }
}
