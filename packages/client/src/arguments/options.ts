import { type Check, wrongType } from "./checks.ts";

/** The options of a call, each with its check. */
export type OptionChecks = Readonly<Record<string, Check>>;

/** Names that other libraries have for the same thing. */
const HABITS: Readonly<Record<string, string>> = {
  user: "username",
  pass: "password",
  key: "privateKey",
  recurse: "recursive",
  step: "onProgress",
  progress: "onProgress",
  callback: "onProgress",
  abortSignal: "signal",
  hash: "verify",
  overwrite: "replace",
  chunkSize: "maxPacketSize",
  max_concurrent_requests: "concurrency",
  maxConcurrentPrefetchRequests: "concurrency",
  readyTimeout: "timeout",
  hostVerifier: "hostKey",
  hostHash: "hostKey",
  sock: "socket",
  known_hosts: "knownHosts",
};

/** Takes an object that has no other options than these, each of which may be missing or `undefined`. */
export function options(checks: OptionChecks): Check {
  return (value, name) => {
    if (value === undefined) return;
    if (typeof value === "function")
      throw new TypeError(
        `${name} must be an object, but is a function: there are no callbacks, a promise is returned`,
      );
    if (!isOptionBag(value)) throw wrongType(name, "an object", value);
    for (const [key, option] of Object.entries(value)) {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
      if (check === undefined) throw unknownOption(key, Object.keys(checks));
      if (option !== undefined) check(option, key);
    }
  };
}

/** The error for what another call does, with that call. */
export function wrongOptions(other: string, value: unknown, name: string): TypeError {
  return new TypeError(
    `${wrongType(name, "an object with the options of this call", value).message}: use ${other}`,
  );
}

/** What holds the options of a call is no value of its own kind: no array, function, Date, Buffer. */
export function isOptionBag(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Object.prototype.toString.call(value) === "[object Object]" && !(Symbol.iterator in value);
}

function unknownOption(key: string, known: readonly string[]): TypeError {
  const habit = HABITS[key];
  const near = habit !== undefined && known.includes(habit) ? habit : nearest(key, known);
  const advice = near === undefined ? `known are ${known.toSorted().join(", ")}` : `did you mean ${near}?`;
  return new TypeError(`there is no option ${JSON.stringify(key.slice(0, 60))}: ${advice}`);
}

/** The name that is most like this one, if one is at all. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((each) => ({ each, distance: editDistance(name.toLowerCase(), each.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.each.length / 3))
    ? best.each
    : undefined;
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > other.length) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at++) {
      const replaced = row[at]! + (other[at] === letter ? 0 : 1);
      next.push(Math.min(replaced, row[at + 1]! + 1, next[at]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
