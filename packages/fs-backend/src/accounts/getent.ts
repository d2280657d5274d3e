import { execFile } from "node:child_process";

/** A directory service that does not answer must not keep a listing waiting for longer, in milliseconds. */
const PATIENCE = 5000;

/** The lines of getent(1) for these keys; none if there is no such program, or the service does not answer. */
export function getent(database: string, keys: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    const options = { encoding: "utf8", timeout: PATIENCE, maxBuffer: 16 * 1024 * 1024 } as const;
    execFile("getent", [database, ...keys], options, (_error, stdout) => resolve(stdout.split("\n")));
  });
}
