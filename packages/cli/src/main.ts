import { CommanderError } from "commander";
import type { Context } from "./context.ts";
import { ExitCode, exitCodeOf } from "./exitCode.ts";
import { errorJson, errorLine } from "./output/describeError.ts";
import { createProgram } from "./program.ts";
import { UsageError } from "./usageError.ts";

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], context: Context): Promise<number> {
  const program = createProgram(context);
  const command = program.commands.find((candidate) => candidate.name() === args[0]);
  const report = (error: unknown): void => {
    const text = args.includes("--json") ? errorJson(error) : errorLine(error, command?.name() ?? "usage");
    context.stderr.write(text);
  };
  try {
    await program.parseAsync(args, { from: "user" });
    return ExitCode.OK;
  } catch (error) {
    if (context.signal.aborted) {
      report(new Error("interrupted"));
      return ExitCode.INTERRUPTED;
    }
    if (!(error instanceof CommanderError)) {
      report(error);
      return exitCodeOf(error);
    }
    if (error.exitCode === 0) return ExitCode.OK;
    // Help that nobody asked for has been printed already.
    if (error.code !== "commander.help") report(usageErrorOf(error, command?.name()));
    return ExitCode.USAGE;
  }
}

/** commander's words in the form of our own errors. */
function usageErrorOf({ message }: CommanderError, command: string | undefined): UsageError {
  const words = message.replace(/^error: /, "").replaceAll("\n", " ");
  return new UsageError(`${words}; see sftp-cli ${command === undefined ? "" : `${command} `}--help`);
}
