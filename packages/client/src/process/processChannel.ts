import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Duplex } from "node:stream";

/** How much of what a program prints on stderr errors show, in characters. */
const STDERR_TAIL = 2_000;

/** How long a program may still run, in milliseconds, when it has closed its output, before that counts as the end. */
const EXIT_GRACE = 100;

/** How long a program may take to end by itself, in milliseconds, and again when it was asked to. */
const KILL_GRACE = 1_000;

type Done = (error?: Error | null) => void;

/**
 * The stdin and stdout of a program as a Duplex. If the program fails, so does the Duplex, with the end of what it
 * printed on stderr. Once the Duplex is closed, the program is ended too.
 */
export class ProcessChannel extends Duplex {
  /** Resolves when the program is gone. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = "";

  constructor(child: ChildProcessWithoutNullStreams) {
    super();
    this.#child = child;
    this.exited = new Promise((resolve) => child.once("close", () => resolve()));
    child.on("error", (error) => this.destroy(error));
    child.on("close", () => this.#finish());
    child.stdin.on("error", this.#closing);
    child.stdout.on("error", this.#closing).on("end", this.#closing);
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    // That it failed says less than what the program is about to end with.
    this.#child.stdin.write(chunk, (error) => {
      if (!error) done();
    });
  }

  override _final(done: Done): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    void this.#end();
    done(error);
  }

  /** A program that closes its pipes is about to exit, and its exit says more. */
  readonly #closing = (): void => {
    setTimeout(() => this.#finish(), EXIT_GRACE);
  };

  #finish(): void {
    if (this.destroyed || this.readableEnded) return;
    const { exitCode, signalCode, spawnfile } = this.#child;
    if (exitCode === 0 || (exitCode === null && signalCode === null)) {
      this.push(null);
      return;
    }
    const how = signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
    const words = this.#stderr.trim();
    this.destroy(new Error(`${spawnfile} ${how}${words === "" ? "" : `: ${words}`}`));
  }

  /** Closed pipes are a request to exit; what does not heed it is told more clearly. */
  async #end(): Promise<void> {
    const timers = [
      setTimeout(() => this.#child.kill("SIGTERM"), KILL_GRACE),
      setTimeout(() => this.#child.kill("SIGKILL"), 2 * KILL_GRACE),
    ];
    await this.exited;
    for (const timer of timers) clearTimeout(timer);
  }
}
