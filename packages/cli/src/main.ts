import { CommanderError } from "commander";
import type { Surroundings } from "./context.ts";
import { ExitCode, exitCodeOf } from "./exitCode.ts";
import { errorJson, errorLine } from "./output/describeError.ts";
import { createProgram } from "./program.ts";
import { Interruption } from "./transfer/interruption.ts";
import { UsageError } from "./usageError.ts";

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let failed = false;
  const report = (error: unknown): void => {
    failed = true;
    const text = args.includes("--json") ? errorJson(error) : errorLine(error, command?.name() ?? "usage");
    surroundings.stderr.write(text);
  };
  const program = await createProgram({ ...surroundings, report }, args[0]);
  const command = program.commands.find((candidate) => candidate.name() === args[0]);
  try {
    await program.parseAsync(args, { from: "user" });
    return failed ? ExitCode.FAILED : ExitCode.OK;
  } catch (error) {
    if (surroundings.signal.aborted) {
      report(error instanceof Interruption ? error : new Interruption());
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
