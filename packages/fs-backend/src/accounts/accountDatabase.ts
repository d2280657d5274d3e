import { readFileSync } from "node:fs";

import type { Awaitable } from "@sftp/server";

import { isPromiseLike } from "../routine.ts";
import { getent } from "./getent.ts";

/** A line of passwd(5) or group(5), cut at its colons: the name, a password, the number, and more. */
export type AccountRecord = readonly string[];

/** For so long, in milliseconds, what was found is taken to be still so. */
const FRESH = 60_000;
/** So many are remembered: clients may ask for any number. */
const MOST = 10_000;
/** So many keys fit the command line of one getent. */
const AT_ONCE = 1000;
/** What may be asked of getent: no option, and nothing that a shell or a service could take for more than a name. */
const NAME = /^[\w.@][\w.@$-]*$/;

/** /etc/passwd or /etc/group by name and by number, and for what they lack whatever getent asks. */
export class AccountDatabase {
  readonly #name: "passwd" | "group";
  readonly #known = new Map<string | number, AccountRecord | undefined>();
  #readAt = Number.NEGATIVE_INFINITY;
  /** What the next getent is to ask for; it starts when the one before it has ended. */
  readonly #questions = new Set<string>();
  #answers: Promise<Map<string | number, AccountRecord>> = Promise.resolve(new Map());

  constructor(name: "passwd" | "group") {
    this.#name = name;
  }

  /** The record of a name, or of a number; at once if it is known. */
  find(key: string | number): Awaitable<AccountRecord | undefined> {
    const found = this.findAll([key]);
    return isPromiseLike(found) ? found.then(([record]) => record) : found[0];
  }

  /** The records of names or numbers, in their order; at once if all are known. */
  findAll(keys: readonly (string | number)[]): Awaitable<(AccountRecord | undefined)[]> {
    if (Date.now() - this.#readAt > FRESH || this.#known.size > MOST) this.#read();
    const records = keys.map((key) => this.#known.get(key));
    const unknown = keys.filter((key, at) => records[at] === undefined && this.#mayBeAsked(key));
    if (unknown.length === 0) return records;
    return this.#ask(unknown).then((answers) => {
      for (const key of unknown) this.#known.set(key, answers.get(key));
      return keys.map((key, at) => records[at] ?? answers.get(key));
    });
  }

  #read(): void {
    this.#readAt = Date.now();
    this.#known.clear();
    for (const [key, record] of index(fileLines(`/etc/${this.#name}`))) this.#known.set(key, record);
  }

  #mayBeAsked(key: string | number): boolean {
    return process.platform !== "win32" && !this.#known.has(key) && NAME.test(String(key));
  }

  /** What the next getent says of these and of others that are asked for until it starts. */
  #ask(keys: readonly (string | number)[]): Promise<Map<string | number, AccountRecord>> {
    if (this.#questions.size === 0) this.#answers = this.#answers.then(() => this.#askAll());
    for (const key of keys) this.#questions.add(String(key));
    return this.#answers;
  }

  async #askAll(): Promise<Map<string | number, AccountRecord>> {
    const questions = [...this.#questions];
    this.#questions.clear();
    const lines: string[] = [];
    while (questions.length > 0) lines.push(...(await getent(this.#name, questions.splice(0, AT_ONCE))));
    return index(lines);
  }
}

function index(lines: readonly string[]): Map<string | number, AccountRecord> {
  const records = new Map<string | number, AccountRecord>();
  for (const line of lines) {
    const record = line.split(":");
    const [name, , number] = record;
    if (!name || !number) continue;
    // As getpwuid(3) does, the first of several counts.
    for (const key of [name, Number(number)]) if (!records.has(key)) records.set(key, record);
  }
  return records;
}

function fileLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
