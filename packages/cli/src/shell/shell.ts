import type { Command } from "commander";
import type { Context, Session } from "../context.ts";
import { invoke } from "../invoke.ts";
import { errorJson, errorLine } from "../output/describeError.ts";
import { Interruption } from "../transfer/interruption.ts";
import { UsageError } from "../usageError.ts";
import { aliases, shellCommands } from "./shellCommands.ts";
import { runLocalShell } from "./localCommands.ts";
import { wordsOf } from "./words.ts";

/** The commands of `shell` and `batch` over one connection. */
export class Shell {
  /** Whether transfers show their progress. */
  showsProgress = true;
  /** Whether the user has ended the session. */
  isOver = false;
  readonly #session: Omit<Session, "patterns" | "showsProgress">;
  readonly #context: Context;

  constructor(session: Omit<Session, "patterns" | "showsProgress">, context: Context) {
    this.#session = session;
    this.#context = context;
  }

  /**
   * Runs a line; resolves with whether all of it succeeded. What failed has been reported.
   *
   * @param signal ends the command, not the shell. Default: what ends the program.
   */
  async run(line: string, { signal }: Pick<Context, "signal"> = this.#context): Promise<boolean> {
    let [failed, name, isJson] = [false, "line", false];
    const report = (error: unknown): void => {
      failed = true;
      this.#context.stderr.write(isJson ? errorJson(error) : errorLine(error, name));
    };
    try {
      const local = /^\s*!(.*)$/s.exec(line)?.[1];
      if (local !== undefined) {
        name = "!";
        await runLocalShell(local, this.#context);
        return true;
      }
      const words = wordsOf(line);
      const [first, ...args] = words.map(({ text }) => text);
      if (first === undefined) return true;
      name = first;
      isJson = args.includes("--json");
      const patterns = new Map(words.map(({ text, pattern }) => [text, pattern]));
      const command = await this.#command(first, patterns, { signal, report });
      await invoke(command, args, `help ${command.name()}`);
    } catch (error) {
      report(signal.aborted ? (error instanceof Interruption ? error : new Interruption()) : error);
    }
    return !failed;
  }

  /** The help of a command. */
  async helpOf(name: string): Promise<string> {
    return (await this.#command(name)).helpInformation();
  }

  /** A command and what it does, in a line. */
  async summaryOf(name: string): Promise<string> {
    const others = Object.keys(aliases).filter((alias) => aliases[alias] === name);
    const description = (await this.#command(name)).description();
    const also = others.length === 0 ? "" : ` (also ${others.join(", ")})`;
    return `${name.padEnd(11)} ${description.split(/(?<=\.) /)[0]}${also}\n`;
  }

  async #command(
    name: string,
    patterns: Session["patterns"] = new Map(),
    running: Partial<Pick<Context, "signal" | "report">> = {},
  ): Promise<Command> {
    const known = aliases[name] ?? name;
    if (!Object.hasOwn(shellCommands, known)) {
      throw new UsageError(`there is no command ${name}: help lists those that there are`);
    }
    const make = await shellCommands[known]!();
    const session = { ...this.#session, patterns, showsProgress: this.showsProgress };
    const context = { ...this.#context, ...running, session };
    const command = make(context, this).exitOverride();
    return command.configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: () => {},
    });
  }
}
