import type { Surroundings } from "./context.ts";
import { ExitCode, exitCodeOf } from "./exitCode.ts";
import { invoke } from "./invoke.ts";
import { errorJson, errorLine } from "./output/describeError.ts";
import { createProgram } from "./program.ts";
import { Interruption } from "./transfer/interruption.ts";
import { UsageError } from "./usageError.ts";
import { version } from "./version.ts";

/** Commands in which `-h` shows sizes with units. */
const SIZES = ["ls", "df", "du"];

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [name] = args;
  let failed = false;
  const report = (error: unknown): void => {
    failed = true;
    const text = args.includes("--json") ? errorJson(error) : errorLine(error, command?.name() ?? "usage");
    surroundings.stderr.write(text);
  };
  const fail = (): void => void (failed = true);
  // Only this needs no command at all; loading all of them takes long.
  if (args.length === 1 && (name === "--version" || name === "-V")) {
    surroundings.stdout.write(`${version}\n`);
    return ExitCode.OK;
  }
  const program = await createProgram({ ...surroundings, report, fail }, name);
  const command = program.commands.find((candidate) => candidate.name() === name);
  // Where there is nothing whose size could be shown, it asks for help.
  const isHelp = args.length === 2 && args[1] === "-h" && SIZES.includes(name!);
  try {
    const help = `sftp-cli ${command === undefined ? "" : `${command.name()} `}--help`;
    await invoke(program, isHelp ? [name!, "--help"] : args, help);
    return failed ? ExitCode.FAILED : ExitCode.OK;
  } catch (error) {
    if (surroundings.signal.aborted) {
      report(error instanceof Interruption ? error : new Interruption());
      return ExitCode.INTERRUPTED;
    }
    if (!(error instanceof UsageError && error.message === "")) report(error);
    return exitCodeOf(error);
  }
}
