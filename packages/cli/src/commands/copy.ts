import type { Command } from "commander";
import { parseTarget } from "../connection/target.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { withTwoClients } from "../places/withTwoClients.ts";
import { isRemoteFolder, remoteDestination } from "../transfer/destination.ts";
import {
  checkTransferOptions,
  type TransferCommandOptions,
  transferCommand,
  withFiles,
} from "../transfer/transferCommand.ts";
import { transferOne } from "../transfer/transferOne.ts";
import { Transfers } from "../transfer/transfers.ts";

/** `sftp-cli copy`: copies on a server, or from one to another. */
export function copy(context: Context): Command {
  const description = "Copy a file, or with -r a folder, on a server or from one server to another.";
  return withFiles(transferCommand("copy", description))
    .argument("<from>", "a file or folder on a server")
    .argument("<to>", "where it goes on that or another server: a path, or a folder that it goes into")
    .addHelpText(
      "after",
      examples([
        "sftp-cli copy sftp://me@sftp.example.org/pub/big.iso sftp://me@sftp.example.org/backup/",
        "sftp-cli copy -r sftp://me@sftp.example.org/srv/www backup@other.example.org:www",
      ]),
    )
    .action(async (from: string, to: string, options: TransferCommandOptions) => {
      checkTransferOptions(options, false);
      const [first, second] = [parseTarget(from, options), parseTarget(to, options)];
      await withTwoClients(first, second, options, context, async (sftp, there) => {
        const { path: source } = first;
        const target = await remoteDestination(there, second.path, source, context.signal);
        await Transfers.within(options, context, (transfers) =>
          transferOne(transfers, { operation: "copy", source, target }, options, {
            isFolder: () => isRemoteFolder(sftp, source, context.signal),
            file: (chosen) => sftp.copy(source, target, { ...chosen, to: there }),
            tree: (chosen) => sftp.copy(source, target, { ...chosen, to: there }),
          }),
        );
      });
    });
}
