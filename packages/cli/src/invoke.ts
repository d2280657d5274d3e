import { type Command, CommanderError } from "commander";
import { UsageError } from "./usageError.ts";

/**
 * Runs a command with its arguments. Help that was asked for is no error.
 *
 * @param help the command that shows the help, for errors
 * @throws UsageError for wrong arguments
 */
export async function invoke(command: Command, args: readonly string[], help: string): Promise<void> {
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    // Help that nobody asked for has been printed already.
    const isSaid = error.code === "commander.help";
    throw new UsageError(isSaid ? "" : `${plainWords(error)}; see ${help}`);
  }
}

/** Commander's message in the form of our own errors. */
function plainWords({ message }: CommanderError): string {
  return message.replace(/^error: /, "").replaceAll("\n", " ");
}
