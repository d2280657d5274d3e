/** What the program is given of the world: where it prints, and what may interrupt it. */
export interface Surroundings {
  /** What is read; only asked for when it is needed, because a process that has looked at its stdin waits for it. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts the program. */
  readonly signal: AbortSignal;
  /** Asks the user; absent where nobody is there to answer. */
  readonly ask?: Ask | undefined;
}

/** Asks a question, whose answer is seen while it is typed only with `echo`; `undefined` if none is given. */
export type Ask = (question: string, echo: boolean) => Promise<string | undefined>;

/** What a command is given. */
export interface Context extends Surroundings {
  /** Tells the user of a failure after which the command goes on; it will end with exit code 1. */
  report(error: unknown): void;
}

/** A stream that is printed to. */
export interface Output {
  /** Returns false when it is time to wait for `drain`. */
  write(text: string | Uint8Array): unknown;
  once?(event: "drain", listener: () => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}
