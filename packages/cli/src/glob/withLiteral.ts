import type { Command } from "commander";

/** Adds `--literal`, to commands that take globs. */
export function withLiteral(command: Command): Command {
  return command.option("--literal", "take *, ?, [, ] and { in remote paths as themselves");
}
