// @ts-check
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How wide and high it is, in characters. */
const SIZE = ["-x", "110", "-y", "45"];

/** How long something may take to be shown, in milliseconds. */
const PATIENCE = 30_000;

/** A shell in a real terminal, by tmux, in which somebody types. */
export class Terminal {
  /** @type {string} */
  #socket;

  /** @param {string} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /**
   * @param {string} cwd
   * @param {Record<string, string>} env
   */
  static async open(cwd, env) {
    const terminal = new Terminal(`sftp-session-${process.pid}`);
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    // The shell tells when it waits for the next command.
    const signal = `tmux -L ${terminal.#socket} wait-for -S ready`;
    const shell = [
      "env",
      ...variables,
      "PS1=$ ",
      `PROMPT_COMMAND=${signal}`,
      "bash",
      "--norc",
      "--noprofile",
    ];
    await terminal.#tmux("-f", "/dev/null", "new-session", "-d", ...SIZE, "-c", cwd, ...shell);
    await terminal.#tmux("wait-for", "ready");
    return terminal;
  }

  /**
   * Types a command and returns all that the terminal shows when it is over.
   *
   * @param {string} command
   * @param {RegExp} [glance] what also to show, as soon as it is there while the command runs
   * @returns {Promise<{ shown: string, glanced: string | undefined }>}
   */
  async type(command, glance) {
    await this.#tmux("send-keys", "-R", "C-l");
    await this.#tmux("clear-history");
    await this.#tmux("send-keys", "-l", command);
    await this.#tmux("send-keys", "Enter");
    const over = this.#tmux("wait-for", "ready");
    const glanced = glance && (await this.#glance(glance));
    await over;
    return { shown: await this.#screen(), glanced };
  }

  /**
   * Types a command and interrupts it as soon as the terminal shows something.
   *
   * @param {string} command
   * @param {RegExp} moment
   */
  async interrupt(command, moment) {
    await this.#tmux("send-keys", "-R", "C-l");
    await this.#tmux("clear-history");
    await this.#tmux("send-keys", "-l", command);
    await this.#tmux("send-keys", "Enter");
    const over = this.#tmux("wait-for", "ready");
    const glanced = await this.#glance(moment);
    await this.#tmux("send-keys", "C-c");
    await over;
    return { shown: await this.#screen(), glanced };
  }

  async close() {
    await this.#tmux("kill-server");
  }

  /** @param {RegExp} pattern */
  async #glance(pattern) {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const screen = await this.#screen();
      if (pattern.test(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`the terminal never showed ${pattern}:\n${screen}`);
      await sleep(50);
    }
  }

  /** Without the prompt of the next command. */
  async #screen() {
    const { stdout } = await this.#tmux("capture-pane", "-p", "-J", "-S", "-");
    return stdout.trimEnd().replace(/\n\$$/, "").replaceAll(/ +$/gm, "");
  }

  /** @param {readonly string[]} args */
  #tmux(...args) {
    return run("tmux", ["-L", this.#socket, ...args]);
  }
}
