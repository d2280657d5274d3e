import type { Command } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { printFile } from "../output/printFile.ts";

/** `sftp-cli cat`: prints files. */
export function cat(context: Context): Command {
  return remoteCommand(
    "cat",
    "Print files: as they are in a pipe, with control characters made visible on a terminal.",
  )
    .argument("<remote...>", "files, all on one server")
    .addHelpText("after", examples(["sftp-cli cat sftp://me@sftp.example.org/var/log/syslog | tail -n 20"]))
    .action((remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, (sftp, path) => printFile(sftp, path, context)),
    );
}
