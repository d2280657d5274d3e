import { homedir } from "node:os";
import { join } from "node:path";

/** A path as the user wrote it, where `~/` in front is the home directory. */
export function inHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}
