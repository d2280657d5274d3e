import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import type { Awaitable } from "../../backend/backend.ts";
import type { Authenticate, LoginAttempt } from "./authentication.ts";

/** Users' passwords, or where to find a user's. */
export type PasswordSource =
  | Readonly<Record<string, string>>
  | ((username: string) => Awaitable<string | undefined>);

/** Digests are compared, not passwords: they have the same length, and nobody can steer what they begin with. */
const digestKey = randomBytes(32);
/** What the password of a user who does not exist is compared with. */
const nobodys = digest(randomBytes(32).toString("hex"));

/** Lets in who gives the right password. How long that takes tells nothing about the password or whether the user exists. */
export function passwords(source: PasswordSource): Authenticate {
  const find = typeof source === "function" ? source : (username: string) => own(source, username);
  const authenticate = async ({ username, password }: LoginAttempt): Promise<boolean> => {
    if (password === undefined) return false;
    const right = await find(username);
    const equal = timingSafeEqual(digest(password), right === undefined ? nobodys : digest(right));
    return equal && right !== undefined;
  };
  return Object.assign(authenticate, { methods: ["password"] as const });
}

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function digest(password: string): Buffer {
  return createHmac("sha256", digestKey).update(password).digest();
}
