import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of `src/programs/` in a process of its own, which must have been built. */
export class ChildProgram {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(name: string, args: readonly string[] = []) {
    const module = fileURLToPath(new URL(`../../dist/programs/${name}.js`, import.meta.url));
    this.#child = fork(module, args, { execArgv: ["--expose-gc"] });
    this.#ended = once(this.#child, "exit");
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The next thing that it says; rejects if it ends before. */
  async hear<T>(): Promise<T> {
    const ended = this.#ended.then(() => {
      throw new Error("a program of the proof has ended before it said what was awaited");
    });
    const [message] = (await Promise.race([once(this.#child, "message"), ended])) as [T];
    return message;
  }

  /** Says something to it, and waits for the answer; one question at a time. */
  async ask<T>(question: string): Promise<T> {
    const answer = this.hear<T>();
    this.#child.send(question);
    return answer;
  }

  /** Kills it with SIGKILL, whatever it does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
