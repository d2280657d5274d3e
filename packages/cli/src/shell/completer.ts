import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { SFTPClient } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import { inHome } from "./inHome.ts";
import { aliases, shellCommands } from "./shellCommands.ts";
import { quoted, type Word, wordsOf } from "./words.ts";

/** The prompt waits for the names of a server at most this long, in milliseconds. */
const PATIENCE = 300;

/** Names of a server are taken to be the same for this long, in milliseconds. */
const CACHE_AGE = 5_000;

/** What the arguments of commands name: the first and the others. */
const ARGUMENTS: Readonly<Record<string, readonly [Side, Side]>> = {
  get: ["remote", "local"],
  reget: ["remote", "local"],
  put: ["local", "remote"],
  reput: ["local", "remote"],
  sync: ["local", "remote"],
  check: ["local", "remote"],
  lcd: ["local", "local"],
  lls: ["local", "local"],
  lmkdir: ["local", "local"],
  chmod: ["none", "remote"],
  chown: ["none", "remote"],
  chgrp: ["none", "remote"],
  help: ["command", "none"],
  lumask: ["none", "none"],
  progress: ["none", "none"],
  version: ["none", "none"],
  exit: ["none", "none"],
  pwd: ["none", "none"],
  lpwd: ["none", "none"],
};

type Side = "local" | "remote" | "command" | "none";

interface Name {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** Completes what is typed in the shell: commands, and names here and on the server. */
export class Completer {
  readonly #sftp: SFTPClient;
  readonly #start: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #listings = new Map<string, { readonly at: number; readonly names: Promise<readonly Name[]> }>();

  constructor(sftp: SFTPClient, start: string, env: Readonly<Record<string, string | undefined>>) {
    this.#sftp = sftp;
    this.#start = start;
    this.#env = env;
  }

  /** Forgets the names of the server, which a command may have changed. */
  forget(): void {
    this.#listings.clear();
  }

  /** The completions of the last word of a line, and that word as it is written there. */
  async complete(line: string): Promise<[completions: string[], word: string]> {
    const { words, last, written } = split(line);
    const [command, ...args] = words;
    if (command === undefined) return [startingWith(commandNames(), last), written];
    const side = sideOf(command.text, args);
    if (side === "command") return [startingWith(commandNames(), last), written];
    if (side === "none" || last.startsWith("-")) return [[], written];
    const isMarked = last.startsWith(":") && ["sync", "check"].includes(command.text);
    const mark = isMarked ? ":" : "";
    const path = last.slice(mark.length);
    const names = isMarked || side === "remote" ? await this.#remote(path) : await this.#local(path);
    return [completions(path, names).map((each) => mark + each), written];
  }

  async #local(path: string): Promise<readonly Name[]> {
    try {
      const entries = await readdir(inHome(directoryOf(path), this.#env) || ".", { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
    } catch {
      return [];
    }
  }

  /** A listing that takes too long goes on, for the next time. */
  #remote(path: string): Promise<readonly Name[]> {
    const directory = directoryOf(path).replace(/^~(?=\/|$)/, this.#start) || ".";
    const known = this.#listings.get(directory);
    if (known === undefined || performance.now() - known.at > CACHE_AGE) {
      const names = this.#sftp.listdirAttr(directory).then(
        (entries) => entries.map((each) => ({ name: each.filename!, isDirectory: each.isDirectory() })),
        () => [],
      );
      this.#listings.set(directory, { at: performance.now(), names });
    }
    return Promise.race([this.#listings.get(directory)!.names, sleep(PATIENCE, [], { ref: false })]);
  }
}

/** The words before the last one of a line, and the last one: what it says, and how it is written. */
function split(line: string): { words: Word[]; last: string; written: string } {
  const written = /(?:\\[^]|"[^"]*"?|'[^']*'?|[^ \t\n\v\f\r"'\\])*$/.exec(line)![0];
  try {
    const words = wordsOf(line.slice(0, line.length - written.length));
    const closing = /^(?:[^"']|"[^"]*"|'[^']*')*("|')/.exec(written)?.[1] ?? "";
    return { words, last: wordsOf(written + closing)[0]?.text ?? "", written };
  } catch {
    return { words: [], last: "", written };
  }
}

function commandNames(): string[] {
  return [...Object.keys(shellCommands), ...Object.keys(aliases)].toSorted();
}

function startingWith(names: readonly string[], start: string): string[] {
  return names.filter((name) => name.startsWith(start)).map((name) => `${name} `);
}

/** What the next argument of a command names. */
function sideOf(command: string, args: readonly Word[]): Side {
  const [first, others] = ARGUMENTS[aliases[command] ?? command] ?? ["remote", "remote"];
  return args.some(({ text }) => !text.startsWith("-")) ? others : first;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The paths that a path may become, each as it is written in the shell. */
function completions(path: string, names: readonly Name[]): string[] {
  const directory = directoryOf(path);
  const start = path.slice(directory.length);
  return (
    names
      .filter(({ name }) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
      // What is not printable cannot be typed either.
      .filter(({ name }) => escapeName(name) === name)
      .map(({ name, isDirectory }) => quoted(directory + name) + (isDirectory ? "/" : " "))
      .toSorted()
  );
}
