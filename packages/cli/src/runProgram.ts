import { askOnTerminal } from "./connection/askOnTerminal.ts";
import { ExitCode } from "./exitCode.ts";
import { main } from "./main.ts";

/** Runs the command line as this process: its arguments, its streams, its signals, its exit code. */
export async function runProgram(): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    // Whoever asks twice does not want to wait for the cleaning up.
    if (interruption.signal.aborted) process.exit(ExitCode.INTERRUPTED);
    interruption.abort(new Error("interrupted"));
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  // Whoever reads what we print may stop to: `sftp-cli ls ... | head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  process.exitCode = await main(process.argv.slice(2), {
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: interruption.signal,
    ask: askOnTerminal(interruption.signal),
  });
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
}
