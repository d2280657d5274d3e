import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { remoteDestination } from "../transfer/destination.ts";
import { runTransfer } from "../transfer/runTransfer.ts";
import { transferView } from "../transfer/transferView.ts";
import { UsageError } from "../usageError.ts";

/** `sftp-cli put`: uploads a file. */
export function put(context: Context): Command {
  return remoteCommand("put", "Upload a file.")
    .argument("<local>", "a file here")
    .argument(
      "[remote]",
      "where it goes; may be left out with --command only: its own name in the start directory",
    )
    .action(async (local: string, remote: string | undefined, options: RemoteOptions) => {
      if (remote === undefined && options.command === undefined) {
        throw new UsageError("say where it goes: sftp-cli put LOCAL sftp://user@host/path");
      }
      const { server, path } = parseTarget(remote ?? "", options);
      await withClient({ server, path }, options, context, async (sftp) => {
        const given = remote === undefined ? undefined : path;
        const target = await remoteDestination(sftp, given, local, context.signal);
        const file = { operation: "put", source: local, target } as const;
        await runTransfer(file, transferView(options, context), context.signal, (shown) =>
          sftp.put(local, target, shown),
        );
      });
    });
}
