import type { FrameChannel } from "@sftp/channel";

import { type MemoryUser, type ProcessBudget, processBudget } from "./processBudget.ts";
import type { ServerLimits } from "./serverLimits.ts";
import { type Turns, turns } from "../scheduling/turns.ts";

/** How often a session looks again whether the process has room, in milliseconds. */
const PROCESS_POLL = 20;

/** Bytes of replies on their way above which a full session waits for them to leave. */
export function highWater(limits: ServerLimits): number {
  return limits.replyBytes / 2;
}

/**
 * What one session has taken. `check` stops reading from the channel when it is enough, and goes on when there is room:
 * nothing is ever blocked but this channel.
 */
export class SessionBudget implements MemoryUser {
  readonly #process: ProcessBudget;
  readonly #channel: FrameChannel;
  readonly #limits: ServerLimits;
  readonly #onFull: () => void;
  readonly #turns: Turns;
  #requests = 0;
  #payloadBytes = 0;
  #replyBytes = 0;
  /** Requests that were taken in the turn of this number. */
  #taken = 0;
  #turn = 0;
  #awaitsTurn = false;
  #stopped = false;
  #draining = false;
  #poll: NodeJS.Timeout | undefined;

  /** @param onFull called when nothing more is taken for now, so that what only holds others up can be given up */
  constructor(
    channel: FrameChannel,
    limits: ServerLimits,
    onFull: () => void,
    process: ProcessBudget = processBudget,
    sharedTurns: Turns = turns,
  ) {
    this.#process = process;
    this.#turns = sharedTurns;
    this.#channel = channel;
    this.#limits = limits;
    this.#onFull = onFull;
    process.add(this);
  }

  /** Bytes that are held in memory for this client. */
  get heldBytes(): number {
    return this.#payloadBytes + this.#replyBytes + this.#channel.queuedBytes;
  }

  /** One more request. Those that are done at once count too, up to the end of the turn, so that others get theirs. */
  takeRequest(): void {
    this.#requests++;
    if (this.#turn !== this.#turns.number) this.#taken = 0;
    this.#turn = this.#turns.number;
    this.#taken++;
  }

  /** More bytes, or fewer. */
  take(payloadBytes: number, replyBytes: number): void {
    this.#payloadBytes += payloadBytes;
    this.#replyBytes += replyBytes;
    this.#process.took(payloadBytes + replyBytes);
  }

  /** A request is over. */
  giveBackRequest(): void {
    this.#requests--;
  }

  /** Stops or goes on, as there is room. */
  check(): void {
    if (this.#channel.state === "closed") return;
    if (this.#hadItsTurn() || this.#turns.long) {
      this.#stop();
      return this.#awaitTurn();
    }
    if (this.#isFull()) {
      this.#stop();
      this.#checkLater();
      return this.#onFull();
    }
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#channel.resume();
  }

  /** The session is over. */
  close(): void {
    this.#process.remove(this);
    clearTimeout(this.#poll);
  }

  #hadItsTurn(): boolean {
    return this.#turn === this.#turns.number && this.#taken >= this.#limits.requests;
  }

  #isFull(): boolean {
    const { requests, payloadBytes, replyBytes } = this.#limits;
    return (
      this.#requests >= requests ||
      this.#payloadBytes >= payloadBytes ||
      this.#replyBytes + this.#channel.queuedBytes >= replyBytes ||
      this.#processIsFull()
    );
  }

  /** Who holds nothing may always go on, or those who hold much could starve all others. */
  #processIsFull(): boolean {
    return this.#process.full && this.heldBytes > 0;
  }

  #stop(): void {
    if (!this.#stopped) this.#channel.pause();
    this.#stopped = true;
  }

  /** Requests that end bring a check of their own; these two come from elsewhere. */
  #checkLater(): void {
    if (this.#channel.queuedBytes >= highWater(this.#limits)) void this.#drain();
    if (this.#processIsFull()) this.#poll ??= setTimeout(() => this.#pollProcess(), PROCESS_POLL);
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    await this.#channel.drained();
    this.#draining = false;
    this.check();
  }

  #pollProcess(): void {
    this.#poll = undefined;
    this.check();
  }

  #awaitTurn(): void {
    if (this.#awaitsTurn) return;
    this.#awaitsTurn = true;
    this.#turns.wait(this, () => {
      this.#awaitsTurn = false;
      if (this.#stopped) this.check();
    });
  }
}
