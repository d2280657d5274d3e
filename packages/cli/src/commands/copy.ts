import type { Command } from "commander";
import { withExamples } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import type { Context } from "../context.ts";
import { withTwoClients } from "../places/withTwoClients.ts";
import { isRemoteDirectory, remoteDestination } from "../transfer/destination.ts";
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
  const inShell = context.session !== undefined;
  const where = inShell ? "within the server" : "on a server or from one server to another";
  const command = withFiles(
    transferCommand("copy", `Copy a file, or with -r a directory, ${where}.`, context),
  )
    .argument("<remote>", "a file or directory on a server")
    .argument(
      "<remoteTo>",
      `where it goes${inShell ? "" : ", on that or another server"}: a path, or a directory that it goes into`,
    );
  return withExamples(
    command,
    context,
    [
      "sftp-cli copy sftp://me@sftp.example.org/pub/big.iso sftp://me@sftp.example.org/backup/",
      "sftp-cli copy -r sftp://me@sftp.example.org/srv/www backup@other.example.org:www",
    ],
    ["copy app.conf app.conf.old", "copy -r www /backup"],
  ).action(async (from: string, to: string, options: TransferCommandOptions) => {
    checkTransferOptions(options, false);
    const [first, second] = [parseTarget(from, options, context), parseTarget(to, options, context)];
    await withTwoClients(first, second, options, context, async (sftp, there) => {
      const { path: source } = first;
      const target = await remoteDestination(there, second.path, source, context.signal);
      await Transfers.within(options, context, (transfers) =>
        transferOne(transfers, { operation: "copy", source, target }, options, {
          isDirectory: () => isRemoteDirectory(sftp, source, context.signal),
          file: (chosen) => sftp.copy(source, target, { ...chosen, to: there }),
          tree: (chosen) => sftp.copy(source, target, { ...chosen, to: there }),
        }),
      );
    });
  });
}
