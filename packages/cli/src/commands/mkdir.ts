import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";

/** `sftp-cli mkdir`: makes a folder. */
export function mkdir(context: Context): Command {
  return remoteCommand("mkdir", "Make a folder.")
    .argument("<remote>", "the new folder on a server")
    .action(async (remote: string, options: RemoteOptions) => {
      const target = parseTarget(remote, options);
      await withClient(target, options, context, (sftp) => sftp.mkdir(target.path));
    });
}
