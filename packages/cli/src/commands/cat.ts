import type { Command } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { printFile } from "../output/printFile.ts";

/** `sftp-cli cat`: prints files. */
export function cat(context: Context): Command {
  return remoteCommand(
    "cat",
    "Print files: as they are in a pipe, with control characters made visible on a terminal.",
  )
    .argument("<remote...>", "files, all on one server")
    .action((remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, (sftp, path) => printFile(sftp, path, context)),
    );
}
