import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";

/** `sftp-cli rm`: removes a file or link. */
export function rm(context: Context): Command {
  return remoteCommand("rm", "Remove a file, or a link but not its target.")
    .argument("<remote>", "what to remove from a server")
    .action(async (remote: string, options: RemoteOptions) => {
      const target = parseTarget(remote, options);
      await withClient(target, options, context, (sftp) => sftp.remove(target.path));
    });
}
