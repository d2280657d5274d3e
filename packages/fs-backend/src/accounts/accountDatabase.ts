import { readFileSync } from "node:fs";

import type { Awaitable } from "@sftp/server";

import { getent } from "./getent.ts";

/** A line of passwd(5) or group(5), cut at its colons: the name, a password, the number, and more. */
export type AccountRecord = readonly string[];

/** For so long, in milliseconds, what was found is taken to be still so. */
const FRESH = 60_000;
/** So many are remembered: clients may ask for any number. */
const MOST = 10_000;
/** What may be asked of getent: no option, and nothing that a shell or a service could take for more than a name. */
const NAME = /^[\w.@][\w.@$-]*$/;

/** /etc/passwd or /etc/group by name and by number, and for what they lack whatever getent asks. */
export class AccountDatabase {
  readonly #name: "passwd" | "group";
  readonly #known = new Map<string | number, Awaitable<AccountRecord | undefined>>();
  #readAt = Number.NEGATIVE_INFINITY;
  /** What the next getent is to ask for; it starts when the one before it has ended. */
  #questions: (string | number)[] = [];
  #answers: Promise<Map<string | number, AccountRecord>> = Promise.resolve(new Map());

  constructor(name: "passwd" | "group") {
    this.#name = name;
  }

  /** The record of a name, or of a number; at once if it is known. */
  find(key: string | number): Awaitable<AccountRecord | undefined> {
    if (Date.now() - this.#readAt > FRESH || this.#known.size > MOST) this.#read();
    if (!this.#known.has(key)) this.#known.set(key, this.#ask(key));
    return this.#known.get(key);
  }

  #read(): void {
    this.#readAt = Date.now();
    this.#known.clear();
    for (const [key, record] of index(fileLines(`/etc/${this.#name}`))) this.#known.set(key, record);
  }

  #ask(key: string | number): Awaitable<AccountRecord | undefined> {
    if (process.platform === "win32" || !NAME.test(String(key))) return undefined;
    if (this.#questions.push(key) === 1) this.#answers = this.#answers.then(() => this.#askAll());
    return this.#answers.then((answers) => {
      const record = answers.get(key);
      this.#known.set(key, record);
      return record;
    });
  }

  async #askAll(): Promise<Map<string | number, AccountRecord>> {
    const questions = this.#questions.splice(0);
    return index(await getent(this.#name, questions.map(String)));
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
