import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Debian puts programs, also those that are not for everyone's PATH. */
const folders = [
  "/usr/bin",
  "/usr/sbin",
  "/usr/lib/openssh",
  ...(process.env["PATH"] ?? "").split(delimiter),
];

/** The absolute path of a program that these tests need; one that is missing is a failure, never a reason to skip. */
export function program(name: string): string {
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) throw new Error(`${name} is not installed: .ci/provision installs it`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
