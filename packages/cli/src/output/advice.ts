import { ConnectionError } from "../connection/connectionError.ts";

/** What to do where no connection comes about, by the error's code. */
const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there: check the host and the port",
  ENOTFOUND: "there is no such host: check its name",
  EAI_AGAIN: "its name could not be looked up: check it, and the network",
  EHOSTUNREACH: "check the host, and the network",
  ENETUNREACH: "check the host, and the network",
  ETIMEDOUT: "check the host and the port, or wait longer with --timeout",
};

/** What to do where an operation failed, by its name and the error's code. */
const OPERATIONS: Readonly<Record<string, string>> = {
  "mkdir ENOENT": "-p makes the folders above it too",
  "put ENOENT": "its folder is not there: mkdir -p makes it",
  "remove EISDIR": "-r removes folders with all that is in them",
};

/** What the user can do about an error that does not say so itself. */
export function advice(error: unknown): string | undefined {
  if (error instanceof ConnectionError) {
    return CONNECTING[(error.cause as NodeJS.ErrnoException).code ?? ""];
  }
  const { operation, code } = error as { operation?: string; code?: string };
  return OPERATIONS[`${operation} ${code}`];
}
