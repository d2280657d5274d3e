import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The program that swaps names, built with the system's C compiler. */
export class Attacker {
  readonly #folder: string;
  readonly #program: string;
  #running: ChildProcess | undefined;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "attacker-"));
    this.#program = join(this.#folder, "attacker");
    const source = new URL("../src/attacker.c", import.meta.url).pathname;
    execFileSync("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", this.#program, source]);
  }

  /** Begins an attack; see attacker.c for what there is. */
  async start(attack: readonly string[]): Promise<void> {
    this.#running = spawn(this.#program, attack, { stdio: ["ignore", "ignore", "inherit"] });
    await once(this.#running, "spawn");
  }

  /**
   * Ends the attack.
   *
   * @throws Error if it had ended by itself: then there was none
   */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    const ended = once(running, "exit");
    if (running.exitCode !== null || !running.kill("SIGKILL")) throw new Error("the attacker has given up");
    await ended;
  }

  /** Removes the program. */
  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
