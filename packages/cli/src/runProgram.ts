import { askOnTerminal } from "./connection/askOnTerminal.ts";
import type { InterruptionScope } from "./context.ts";
import { ExitCode } from "./exitCode.ts";
import { main } from "./main.ts";

/** The exit codes of a program that is ended at once. */
const AT_ONCE = { SIGINT: ExitCode.INTERRUPTED, SIGTERM: ExitCode.TERMINATED } as const;

/** Runs the command line as this process: its arguments, its streams, its signals, its exit code. */
export async function runProgram(): Promise<void> {
  const whole = new AbortController();
  /** What Ctrl-C interrupts, if not the whole program. */
  let scope: AbortController | undefined;
  const interrupt = (signal: keyof typeof AT_ONCE): void => {
    const interrupted = signal === "SIGINT" ? (scope ?? whole) : whole;
    // The first one ends what runs in good order; a user who asks twice does not want to wait for that.
    if (interrupted.signal.aborted) process.exit(AT_ONCE[signal]);
    interrupted.abort(new Error("interrupted"));
    if (interrupted === whole) scope?.abort(whole.signal.reason);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  // Node's own form of a warning is for developers, and so are all warnings but ours.
  process.removeAllListeners("warning").on("warning", ({ code, message }: NodeJS.ErrnoException) => {
    if (code?.startsWith("SFTP_")) process.stderr.write(`sftp-cli: ${message}\n`);
  });
  // A reader may stop to read: `sftp-cli ls ... | head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  process.exitCode = await main(process.argv.slice(2), {
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: whole.signal,
    interruptible(): InterruptionScope {
      const own = new AbortController();
      scope = own;
      return {
        signal: own.signal,
        release: () => void (scope = undefined),
      };
    },
    ask: askOnTerminal(() => (scope ?? whole).signal),
  });
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
}
