import type { Awaitable } from "@sftp/server";

import { isPromiseLike } from "../routine.ts";
import { AccountDatabase, type AccountRecord } from "./accountDatabase.ts";

const NAME = 0;
/** In a line of passwd(5). */
const HOME = 5;

/** Users and groups. What is not known is `undefined`. */
export interface Accounts {
  /** The names of users, in the order of their ids. */
  users(uids: readonly number[]): Awaitable<(string | undefined)[]>;
  /** The names of groups, in the order of their ids. */
  groups(gids: readonly number[]): Awaitable<(string | undefined)[]>;
  /** A user's name. */
  user(uid: number): Awaitable<string | undefined>;
  /** A group's name. */
  group(gid: number): Awaitable<string | undefined>;
  /** The home of a user, by name or number. */
  home(user: string | number): Awaitable<string | undefined>;
}

/** What is known of accounts under a root: nothing, as in a chroot without /etc/passwd. */
export const noAccounts: Accounts = {
  users: (uids) => uids.map(() => undefined),
  groups: (gids) => gids.map(() => undefined),
  user: () => undefined,
  group: () => undefined,
  home: () => undefined,
};

/** The users and groups of this machine. */
export class MachineAccounts implements Accounts {
  readonly #users = new AccountDatabase("passwd");
  readonly #groups = new AccountDatabase("group");

  users(uids: readonly number[]): Awaitable<(string | undefined)[]> {
    return names(this.#users.findAll(uids));
  }

  groups(gids: readonly number[]): Awaitable<(string | undefined)[]> {
    return names(this.#groups.findAll(gids));
  }

  user(uid: number): Awaitable<string | undefined> {
    return field(this.#users.find(uid), NAME);
  }

  group(gid: number): Awaitable<string | undefined> {
    return field(this.#groups.find(gid), NAME);
  }

  home(user: string | number): Awaitable<string | undefined> {
    return field(this.#users.find(user), HOME);
  }
}

function field(record: Awaitable<AccountRecord | undefined>, index: number): Awaitable<string | undefined> {
  return isPromiseLike(record) ? record.then((fields) => fields?.[index]) : record?.[index];
}

function names(records: Awaitable<(AccountRecord | undefined)[]>): Awaitable<(string | undefined)[]> {
  if (isPromiseLike(records)) return records.then(names);
  return records.map((record) => record?.[NAME]);
}
