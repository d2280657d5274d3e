import { escapeName } from "@sftp/wire";

/** The line that says what was not transferred with a tree. */
export function skippedLine(path: string, reason: string): string {
  return `sftp-cli: ${escapeName(path)}: left out: ${escapeName(reason)}\n`;
}
