import type { SFTPClient } from "@sftp/client";

/** What the program is given of the world: where it prints, and what may interrupt it. */
export interface Surroundings {
  /** What is read; only asked for when it is needed, because a process that has looked at its stdin waits for it. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts the program. */
  readonly signal: AbortSignal;
  /** Makes the next interruption end only what the scope was opened for. Absent where nothing interrupts. */
  readonly interruptible?: (() => InterruptionScope) | undefined;
  /** Asks the user; absent without a terminal. */
  readonly ask?: Ask | undefined;
}

/** What the user may interrupt without ending the program. */
export interface InterruptionScope {
  readonly signal: AbortSignal;
  /** Ends the scope: from then on an interruption goes to what it went to before. */
  release(): void;
}

/** Asks a question. The answer is shown while it is typed only with `echo`; `undefined` means that there was none. */
export type Ask = (question: string, echo: boolean) => Promise<string | undefined>;

/** What a command is given. */
export interface Context extends Surroundings {
  /** Reports a failure after which the command goes on; the exit code will be 1. */
  report(error: unknown): void;
  /** Makes the exit code 1, for failures that have been reported already. */
  fail(): void;
  /** In `shell` and `batch`, the open connection. Without it a command connects to the server that its paths name. */
  readonly session?: Session | undefined;
}

/** The connection of `shell` and `batch`, as one of its commands sees it. */
export interface Session {
  readonly sftp: SFTPClient;
  /** The server, as errors name it. */
  readonly name: string;
  /** The start directory, which `~` stands for. */
  readonly start: string;
  /** The globs of words of the command line in which some characters were quoted, by the words without quotes. */
  readonly patterns: ReadonlyMap<string, string>;
  /** Whether transfers show their progress. */
  readonly showsProgress: boolean;
}

/** A stream that is printed to. */
export interface Output {
  /** Returns false when it is time to wait for `drain`. */
  write(text: string | Uint8Array): unknown;
  once?(event: "drain", listener: () => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}
