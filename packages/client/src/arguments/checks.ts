import { fileURLToPath } from "node:url";
import { escapeName } from "@sftp/wire";

/**
 * Checks an argument, or the value of an option, called `name` in errors.
 *
 * @throws TypeError for a wrong type or word, RangeError for a number out of range
 */
export type Check = (value: unknown, name: string) => void;

const MOST_SHOWN = 60;

/** A value as errors show it, with its type: `a string ("x")`. */
function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `a string (${JSON.stringify(escapeName(value.slice(0, MOST_SHOWN)))})`;
    case "number":
    case "bigint":
    case "boolean":
      return `a ${typeof value} (${String(value)})`;
    case "object":
      if (value === null) return "null";
      return `an instance of ${escapeName(String(value.constructor?.name ?? "Object")).slice(0, MOST_SHOWN)}`;
    default:
      return value === undefined ? "undefined" : `a ${typeof value}`;
  }
}

/** The error for an argument of a wrong type. */
export function wrongType(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${wanted}, but is ${shown(value)}`);
}

/** Takes only what `test` accepts. */
export function of(wanted: string, test: (value: unknown) => boolean): Check {
  return (value, name) => {
    if (!test(value)) throw wrongType(name, wanted, value);
  };
}

/** Takes also `undefined`. */
export function optional(check: Check): Check {
  return (value, name) => {
    if (value !== undefined) check(value, name);
  };
}

/** Takes what the first check takes, and also this value. */
export function or(check: Check, other: unknown): Check {
  return (value, name) => {
    if (value !== other) check(value, name);
  };
}

/** Takes one of a few words or values. */
export function oneOf(...choices: readonly unknown[]): Check {
  return (value, name) => {
    if (choices.includes(value)) return;
    const words = choices.map((choice) => (typeof choice === "string" ? `"${choice}"` : String(choice)));
    throw new TypeError(`${name} must be one of ${words.join(", ")}, but is ${shown(value)}`);
  };
}

/** Takes a number from `least` to `most`; a whole one unless `fraction` allows others. */
export function number(
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
  { fraction = false }: { fraction?: boolean } = {},
): Check {
  return (value, name) => {
    if (typeof value !== "number") throw wrongType(name, "a number", value);
    if ((fraction || Number.isInteger(value)) && value >= least && value <= most) return;
    const limits =
      most === Number.MAX_SAFE_INTEGER || most === Number.POSITIVE_INFINITY
        ? `at least ${least}`
        : `from ${least} to ${most}`;
    throw new RangeError(`${name} must be a ${fraction ? "" : "whole "}number, ${limits}, but is ${value}`);
  };
}

/** Takes a size or an offset in bytes: a whole number that is exact, or a bigint. */
export const size: Check = (value, name) => {
  if (typeof value !== "bigint") return number()(value, name);
  if (value < 0n || value >= 1n << 64n)
    throw new RangeError(`${name} must be from 0 to 2^64 - 1, but is ${value}`);
};

export const boolean: Check = of("a boolean", (value) => typeof value === "boolean");
export const string: Check = of("a string", (value) => typeof value === "string");
export const callback: Check = of("a function", (value) => typeof value === "function");
export const signal: Check = of("an AbortSignal", isSignal);
/** Permissions; the bits of the type, which come with those that `stat` gives, are let through. */
export const mode: Check = number(0, 0o177777);
/** The id of a user or a group. */
export const id: Check = number(0, 0xffff_ffff);
export const encoding: Check = of('an encoding such as "utf8"', (value) =>
  Buffer.isEncoding(value as string),
);

/** A remote path. An empty one is what the server makes of it: most take it for the start directory. */
export const path: Check = (value, name) => string(value, name);

/** A remote path at which something is changed or removed: an empty one would be a directory that nobody has named. */
export const changedPath: Check = (value, name) => {
  string(value, name);
  if (value === "") throw new TypeError(`${name} must not be empty: "." is the start directory`);
};

/** The path of a URL; a string is one. */
export function localPathOf(place: string | URL): string {
  return typeof place === "string" ? place : fileURLToPath(place);
}

/** A local path: a string or a `file:` URL. */
export const localPath: Check = (value, name) => {
  if (value instanceof URL) {
    if (value.protocol !== "file:")
      throw new TypeError(`${name} must be a file: URL, but is ${value.protocol}`);
    return;
  }
  if (value instanceof Uint8Array)
    throw new TypeError(`${name} must be a path as a string or a URL: bytes are contents, never a path`);
  of("a path as a string or a URL", (given) => typeof given === "string")(value, name);
  if (value === "") throw new TypeError(`${name} must not be empty`);
  if ((value as string).includes("\0")) throw new TypeError(`${name} must not have a NUL`);
};

/** A list of what `each` takes. */
export function listOf(each: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) throw wrongType(name, "an array", value);
    for (const [index, item] of value.entries()) each(item, `${name}[${index}]`);
  };
}

/** Takes what one of the checks takes; `wanted` says what that is. */
export function any(wanted: string, ...checks: readonly Check[]): Check {
  return of(wanted, (value) =>
    checks.some((check) => {
      try {
        check(value, "");
        return true;
      } catch {
        return false;
      }
    }),
  );
}

function isSignal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;
}
