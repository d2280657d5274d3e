import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process that answers each line with a line, in JSON. */
export class Worker {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  #errors = "";

  constructor(child: ChildProcess, name: string) {
    this.pid = child.pid!;
    this.#child = child;
    this.#name = name;
    this.#closed = once(child, "close");
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stdin!.on("error", () => {});
    child.stderr!.on("data", (chunk: Buffer) => (this.#errors += chunk.toString()));
  }

  /** @throws with what it printed, if it ended instead of answering */
  async ask(question: unknown): Promise<unknown> {
    this.#child.stdin!.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done !== true) return JSON.parse(value);
    await this.#closed;
    throw new Error(`${this.#name} ended: ${this.#errors.slice(-2000)}`);
  }

  /** Lets it come to its end, or, if it does not within a few seconds, ends it. */
  async end(): Promise<void> {
    const last = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    this.#child.stdin!.end();
    await this.#closed;
    clearTimeout(last);
  }
}
