import { escapeName } from "@sftp/sftp";

/** The line that says what was not transferred with a tree. */
export function skippedLine(path: string, reason: string): string {
  return `sftp-cli: ${escapeName(path)}: left out: ${escapeName(reason)}\n`;
}
