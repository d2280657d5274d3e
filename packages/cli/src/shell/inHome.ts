import { homedir } from "node:os";
import { join } from "node:path";

/** A local path in which `~` in front is the home directory, which no shell has replaced. */
export function inHome(
  path: string,
  { HOME = homedir() }: Readonly<Record<string, string | undefined>>,
): string {
  if (path === "~") return HOME;
  return path.startsWith("~/") ? join(HOME, path.slice(2)) : path;
}
