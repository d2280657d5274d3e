import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

/** An error of the system as this package throws it: a code of Node, and never a path of this machine. */
export interface SystemFailure extends Error {
  code: string;
  syscall?: string | undefined;
}

const words = new Map(getSystemErrorMap().values());

/** An error with a code of Node, for what this package refuses by itself. */
export function failure(code: keyof typeof constants.errno): SystemFailure {
  return described(code);
}

/** The code of an error of Node's file system; "" for anything else. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/**
 * An error of the system without the paths that Node puts into it: they name descriptors and folders outside the root.
 * The original is its `cause`, for the log of whoever runs the server. Anything else is returned as it is.
 */
export function withoutPaths(error: unknown): unknown {
  const code = errorCode(error);
  if (errorWords(code) === undefined || !(error instanceof Error) || !("path" in error)) return error;
  return described(code, error);
}

/** The system's words for a code; `undefined` for a code that is none of the system's. */
export function errorWords(code: string): string | undefined {
  return words.get(code);
}

function described(code: string, cause?: Error & { syscall?: string }): SystemFailure {
  const error = new Error(`${code}: ${errorWords(code)}`, cause && { cause });
  return Object.assign(error, { code }, cause && { syscall: cause.syscall });
}
