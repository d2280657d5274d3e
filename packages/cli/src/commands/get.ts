import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { localDestination } from "../transfer/destination.ts";
import { runTransfer } from "../transfer/runTransfer.ts";
import { transferView } from "../transfer/transferView.ts";

/** `sftp-cli get`: downloads a file. */
export function get(context: Context): Command {
  return remoteCommand("get", "Download a file.")
    .argument("<remote>", "a file on a server")
    .argument("[local]", "where it goes (default: its own name in this folder)")
    .action(async (remote: string, local: string | undefined, options: RemoteOptions) => {
      const source = parseTarget(remote, options);
      const target = await localDestination(local, source.path);
      await withClient(source, options, context, (sftp) => {
        const file = { operation: "get", source: source.path, target } as const;
        return runTransfer(file, transferView(options, context), context.signal, (shown) =>
          sftp.get(source.path, target, shown),
        );
      });
    });
}
