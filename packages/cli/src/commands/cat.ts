import type { Command } from "commander";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { printFile } from "../output/printFile.ts";

/** `sftp-cli cat`: prints files. */
export function cat(context: Context): Command {
  const description =
    "Print files: as they are into a pipe, with control characters made visible on a terminal.";
  const command = withLiteral(remoteCommand("cat", description, context)).argument(
    "<remote...>",
    "files on one server; globs may be used",
  );
  return withExamples(
    command,
    context,
    ["sftp-cli cat sftp://me@sftp.example.org/var/log/syslog | tail -n 20"],
    ["cat notes.txt"],
  ).action((remotes: string[], options: RemoteOptions) =>
    eachMatch(remotes, options, context, (sftp, path) => printFile(sftp, path, context)),
  );
}
