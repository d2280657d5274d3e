import { ConnectionError } from "../connection/connectionError.ts";

/** What to do when no connection comes about, by the error's code. */
const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there: check the host and the port",
  ENOTFOUND: "there is no such host: check its name",
  EAI_AGAIN: "its name could not be looked up: check it, and the network",
  EHOSTUNREACH: "check the host, and the network",
  ENETUNREACH: "check the host, and the network",
  ETIMEDOUT: "check the host and the port, or wait longer with --timeout",
  ERR_SFTP_AUTH: "-i FILE gives another key, --password-env NAME a password",
};

/** What to do when an operation failed, by its name and the error's code. */
const OPERATIONS: Readonly<Record<string, string>> = {
  "mkdir ENOENT": "-p also makes the directories above it",
  "put ENOENT": "its directory does not exist: mkdir -p makes it",
  "putfo ENOENT": "its directory does not exist: mkdir -p makes it",
  "remove EISDIR": "-r removes directories with everything in them",
  "rename EEXIST": "-f replaces it, if the server can",
};

/** What the user can do about an error that does not say so itself. */
export function advice(error: unknown): string | undefined {
  if (error instanceof ConnectionError) {
    const { code = "" } = error.cause as NodeJS.ErrnoException;
    return portAdvice(error.path) ?? CONNECTING[code];
  }
  const { operation, code, path, syscall } = error as NodeJS.ErrnoException & { operation?: string };
  // The local file of a `put` is missing, not a directory on the server.
  if (syscall !== undefined) return undefined;
  if (code === "ENOENT" && path !== undefined) return portAdvice(path) ?? OPERATIONS[`${operation} ${code}`];
  return OPERATIONS[`${operation} ${code}`];
}

/** What `user@host:2922/path` was probably meant to be. */
function portAdvice(path: string): string | undefined {
  const [, port, rest] = /^(\d{2,5})(\/.*)$/s.exec(path) ?? [];
  if (port === undefined) return undefined;
  return `if ${port} is a port, write sftp://user@host:${port}${rest}, or -P ${port} user@host:${rest}`;
}
