import { ConnectionError } from "./connection/connectionError.ts";
import { UsageError } from "./usageError.ts";

/** What the program ends with; other programs rely on these numbers. */
export const ExitCode = {
  OK: 0,
  /** Something that was asked for failed. */
  FAILED: 1,
  USAGE: 2,
  /** No connection or authentication. */
  NOT_CONNECTED: 3,
  HOST_KEY_REFUSED: 4,
  INTERRUPTED: 130,
  /** Ended at once by a second SIGTERM. */
  TERMINATED: 143,
} as const;

/** The exit code for what ended the program. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return ExitCode.USAGE;
  if (error instanceof ConnectionError) {
    return error.hostKeyRefused ? ExitCode.HOST_KEY_REFUSED : ExitCode.NOT_CONNECTED;
  }
  return ExitCode.FAILED;
}
