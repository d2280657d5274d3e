import type { Awaitable } from "@sftp/server";

import { isPromiseLike } from "../routine.ts";
import { AccountDatabase, type AccountRecord } from "./accountDatabase.ts";

const NAME = 0;
/** In a line of passwd(5). */
const HOME = 5;

/** The users and groups of this machine. What it does not know is `undefined`. */
export class Accounts {
  readonly #users = new AccountDatabase("passwd");
  readonly #groups = new AccountDatabase("group");

  /** A user's name. */
  user(uid: number): Awaitable<string | undefined> {
    return field(this.#users.find(uid), NAME);
  }

  /** A group's name. */
  group(gid: number): Awaitable<string | undefined> {
    return field(this.#groups.find(gid), NAME);
  }

  /** The home of a user, by name or number. */
  home(user: string | number): Awaitable<string | undefined> {
    return field(this.#users.find(user), HOME);
  }
}

function field(record: Awaitable<AccountRecord | undefined>, index: number): Awaitable<string | undefined> {
  return isPromiseLike(record) ? record.then((fields) => fields?.[index]) : record?.[index];
}
