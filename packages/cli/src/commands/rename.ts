import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseSecondPath, parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

/** `sftp-cli rename`: renames or moves within a server. */
export function rename(context: Context): Command {
  return remoteCommand("rename", "Rename or move a file or folder; what exists is never replaced.")
    .argument("<remote>", "what to rename")
    .argument("<path>", "its new path on the same server")
    .addHelpText("after", examples(["sftp-cli rename sftp://me@sftp.example.org/pub/old /pub/archive"]))
    .action(async (remote: string, path: string, options: RemoteOptions) => {
      const target = parseTarget(remote, options);
      const newPath = parseSecondPath(path, target);
      await withClient(target, options, context, (sftp) => sftp.rename(target.path, newPath));
    });
}
