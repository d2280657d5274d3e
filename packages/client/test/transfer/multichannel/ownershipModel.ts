/** How large a model is: everything that can happen in it is tried. */
export interface ModelSize {
  readonly channels: number;
  readonly blocks: number;
  /** The window: how many blocks may be in buffers at one time. */
  readonly buffers: number;
  readonly faults: number;
}

/** The rules of a striped upload; each can be broken, to see that the model notices. */
export interface Rules {
  /** A buffer goes back to the pool only if no attempt with it failed. */
  readonly retainAfterFailure: boolean;
  /** The file gets its name only after every further channel has acknowledged its CLOSE, or is known to be dead. */
  readonly awaitCloses: boolean;
  /** What a dead channel had acknowledged is sent again. */
  readonly sendAgain: boolean;
}

export const RULES: Rules = { retainAfterFailure: true, awaitCloses: true, sendAgain: true };

/** What was explored. */
export interface Explored {
  readonly states: number;
  /** States in which the file got its name. */
  readonly renamed: number;
  /** What went wrong, first. */
  readonly violation: string | undefined;
}

/** No buffer, no channel. */
const NONE = -1;
/** What a pool writes into a buffer that is released. */
const POISON = -1;
/** In the place of a block: CLOSE. */
const CLOSE = -2;

/** A block on its way through the client: unread, in a buffer, on a channel, or acknowledged. */
interface Block {
  /** The buffer that it is in. */
  buffer: number;
  /** The channel that it was sent on and that has not answered. */
  sentOn: number;
  /** Whether an attempt with this buffer has failed. */
  hasFailed: boolean;
  /** The channel that has acknowledged it. */
  acknowledgedBy: number;
}

interface Channel {
  /** What is on its way to the server: the block and the buffer that it is read from when it arrives. */
  queue: [block: number, buffer: number][];
  /** Replies on their way back. */
  replies: number[];
  /** What the server has received and keeps until CLOSE. */
  kept: number[];
  /** dropped: the client uses it no more. dead: nothing is known of what it acknowledged. */
  state: "up" | "dropped" | "closed" | "dead";
  closeSent: boolean;
  isUnused: boolean;
}

interface State {
  /** What each buffer holds: a block, or what a pool writes into it. */
  content: number[];
  /** The buffers in the pool; the last one is taken first. */
  free: number[];
  blocks: Block[];
  channels: Channel[];
  /** Which blocks the server has for good. */
  file: boolean[];
  faults: number;
  outcome: "running" | "renamed";
}

class Violation extends Error {}

/**
 * Tries every order in which replies, deliveries and faults can happen in an upload over several channels. The client does
 * what its rules say, and chooses any channel for each block; the server keeps what a channel wrote when that channel
 * closes the file, and reads the bytes of a block from its buffer only when they arrive, as a queue in memory does.
 */
export class OwnershipModel {
  readonly #size: ModelSize;
  readonly #rules: Rules;
  readonly #seen = new Set<string>();
  readonly #stack: State[] = [];

  constructor(size: ModelSize, rules: Rules = RULES) {
    this.#size = size;
    this.#rules = rules;
  }

  explore(): Explored {
    const outcomes = { running: 0, renamed: 0 };
    let violation: string | undefined;
    try {
      this.#visit(begin(this.#size));
      for (let state = this.#stack.pop(); state !== undefined; state = this.#stack.pop()) {
        outcomes[state.outcome]++;
        for (const next of this.#steps(state)) this.#visit(next);
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      violation = error.message;
    }
    return { states: this.#seen.size, renamed: outcomes.renamed, violation };
  }

  #visit(state: State): void {
    for (const next of this.#settled(state)) {
      const key = keyOf(next);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#stack.push(next);
    }
  }

  /** What the client does by itself; where it has a choice of channels, all of them. */
  #settled(state: State): State[] {
    if (state.outcome !== "running") return [state];
    this.#readAhead(state);
    const waiting = state.blocks.findIndex(({ buffer, sentOn }) => buffer !== NONE && sentOn === NONE);
    if (waiting === NONE) return [this.#finish(state)];
    return state.channels.flatMap(({ state: how, closeSent }, index) => {
      if (how !== "up" || closeSent || (index > 1 && state.channels[index - 1]!.isUnused)) return [];
      const next = copyOf(state);
      const block = next.blocks[waiting]!;
      const channel = next.channels[index]!;
      block.sentOn = index;
      channel.isUnused = false;
      channel.queue.push([waiting, block.buffer]);
      return this.#settled(next);
    });
  }

  #readAhead(state: State): void {
    let inMemory = state.blocks.filter(({ buffer }) => buffer !== NONE).length;
    for (const [index, block] of state.blocks.entries()) {
      if (inMemory === this.#size.buffers) return;
      if (block.buffer !== NONE || block.acknowledgedBy !== NONE) continue;
      block.buffer = state.free.pop() ?? state.content.length;
      block.hasFailed = false;
      state.content[block.buffer] = index;
      inMemory++;
    }
  }

  /** Once all is acknowledged: CLOSE on the further channels, what was lost again, CLOSE on the first, and the name. */
  #finish(state: State): State {
    if (state.blocks.some(({ acknowledgedBy }) => acknowledgedBy === NONE)) return state;
    const [first, ...further] = state.channels as [Channel, ...Channel[]];
    for (const channel of further) sendClose(channel);
    const areClosed = further.every(({ state: how }) => how === "closed" || how === "dead");
    if (this.#rules.awaitCloses && !areClosed) return state;
    sendClose(first);
    if (first.state !== "closed") return state;
    state.outcome = "renamed";
    const missing = state.file.indexOf(false);
    if (missing !== NONE) throw new Violation(`the file got its name without block ${missing}`);
    return state;
  }

  /** Everything that may happen next. */
  *#steps(state: State): Generator<State, void, undefined> {
    for (const [index, { queue, replies, state: how, closeSent, isUnused }] of state.channels.entries()) {
      if (queue.length > 0) yield this.#deliver(copyOf(state), index);
      if (state.outcome !== "running" || how === "dead" || how === "closed") continue;
      if (replies.length > 0) yield this.#reply(copyOf(state), index);
      // A fault of the first channel fails the upload: nothing is released or renamed any more.
      if (state.faults === 0 || isUnused || index === 0) continue;
      yield this.#cut(copyOf(state), index);
      for (const [block, { sentOn }] of state.blocks.entries())
        if (sentOn === index) yield timeOut(copyOf(state), index, block);
      if (closeSent) yield this.#closeTimesOut(copyOf(state), index);
    }
  }

  /** The server gets the next thing on a channel. */
  #deliver(state: State, index: number): State {
    const channel = state.channels[index]!;
    const [block, buffer] = channel.queue.shift()!;
    if (block === CLOSE) {
      for (const kept of channel.kept) state.file[kept] = true;
      channel.kept = [];
    } else {
      const found = state.content[buffer]!;
      if (found !== block) throw new Violation(`block ${block} was sent from a buffer that holds ${found}`);
      if (!channel.kept.includes(block)) channel.kept.push(block);
    }
    const isAwaited = block === CLOSE ? channel.state !== "dead" : state.blocks[block]!.sentOn === index;
    if (!isAwaited || state.outcome !== "running") return state;
    channel.replies.push(block);
    // Where nothing can fail any more, it makes no difference how long a reply takes.
    return state.faults === 0 ? this.#reply(state, index) : state;
  }

  #reply(state: State, index: number): State {
    const channel = state.channels[index]!;
    const answered = channel.replies.shift()!;
    if (answered === CLOSE) {
      channel.state = "closed";
      return state;
    }
    const block = state.blocks[answered]!;
    block.sentOn = NONE;
    block.acknowledgedBy = index;
    if (!block.hasFailed || !this.#rules.retainAfterFailure) {
      state.content[block.buffer] = POISON;
      state.free.push(block.buffer);
    }
    block.buffer = NONE;
    return state;
  }

  /** The connection of a further channel breaks: what was on its way is gone, and what was written and not closed. */
  #cut(state: State, index: number): State {
    Object.assign(state.channels[index]!, { queue: [], replies: [], kept: [] });
    return this.#giveUp(state, index);
  }

  /** CLOSE is not answered in time: the channel is given up, though what is on its way may still arrive. */
  #closeTimesOut(state: State, index: number): State {
    return this.#giveUp(state, index);
  }

  #giveUp(state: State, index: number): State {
    state.faults--;
    state.channels[index]!.state = "dead";
    for (const block of state.blocks) {
      if (block.sentOn === index) failedOn(block);
      if (block.acknowledgedBy === index && this.#rules.sendAgain) block.acknowledgedBy = NONE;
    }
    return state;
  }
}

function begin({ channels, blocks, faults }: ModelSize): State {
  return {
    content: [],
    free: [],
    blocks: Array.from({ length: blocks }, () => ({
      buffer: NONE,
      sentOn: NONE,
      hasFailed: false,
      acknowledgedBy: NONE,
    })),
    channels: Array.from({ length: channels }, () => ({
      queue: [],
      replies: [],
      kept: [],
      state: "up",
      closeSent: false,
      isUnused: true,
    })),
    file: Array.from({ length: blocks }, () => false),
    faults,
    outcome: "running",
  };
}

function sendClose(channel: Channel): void {
  if (channel.isUnused && channel.state === "up") channel.state = "closed";
  if (channel.closeSent || channel.state === "dead" || channel.state === "closed") return;
  channel.closeSent = true;
  channel.queue.push([CLOSE, NONE]);
}

/** The client waits no longer for one block: what was sent stays on its way, CLOSE follows it, and a late reply is ignored. */
function timeOut(state: State, index: number, block: number): State {
  state.faults--;
  const channel = state.channels[index]!;
  channel.replies = channel.replies.filter((reply) => reply !== block);
  failedOn(state.blocks[block]!);
  channel.state = "dropped";
  sendClose(channel);
  return state;
}

function failedOn(block: Block): void {
  block.sentOn = NONE;
  block.hasFailed = true;
}

function copyOf(state: State): State {
  return {
    ...state,
    content: [...state.content],
    free: [...state.free],
    file: [...state.file],
    blocks: state.blocks.map((block) => ({ ...block })),
    channels: state.channels.map((channel) => ({
      ...channel,
      queue: [...channel.queue],
      replies: [...channel.replies],
      kept: [...channel.kept],
    })),
  };
}

/** Two states with the same key have the same future: further channels are alike, and buffers have no names. */
function keyOf(state: State): string {
  const names = new Map<number, number>();
  const name = (buffer: number): number => {
    if (buffer === NONE) return NONE;
    if (!names.has(buffer)) names.set(buffer, names.size);
    return names.get(buffer)! * 10 + state.content[buffer]!;
  };
  const [first, ...further] = state.channels.map((channel, index) => {
    const { queue, replies, kept, state: how, closeSent, isUnused } = channel;
    const sent = state.blocks.map(
      ({ sentOn, acknowledgedBy }) => +(sentOn === index) + 2 * +(acknowledgedBy === index),
    );
    const words = queue.map(([block, buffer]) => `${block}:${name(buffer)}`);
    return [words, replies, kept.toSorted(), how, closeSent, isUnused, sent].join("/");
  });
  const blocks = state.blocks.map(({ buffer, hasFailed }) => `${name(buffer)}${hasFailed ? "!" : ""}`);
  const { free, file, faults, outcome } = state;
  return [
    first,
    further.toSorted().join("|"),
    blocks,
    free.map(name),
    file.map(Number),
    faults,
    outcome,
  ].join(";");
}
