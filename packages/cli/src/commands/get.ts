import type { Command } from "commander";
import { type GetOptions, isSFTPError, type SFTPClient } from "@sftp/sftp";
import { parseSecondPath, parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { printFile } from "../output/printFile.ts";
import { isLocalFolder, isRemoteFolder, localDestination } from "../transfer/destination.ts";
import { folderError } from "../transfer/folderError.ts";
import {
  checkTransferOptions,
  itinerary,
  STDIO,
  transferCommand,
  type TransferCommandOptions,
  treeOptions,
} from "../transfer/transferCommand.ts";
import { Transfers } from "../transfer/transfers.ts";
import { UsageError } from "../usageError.ts";

/** `sftp-cli get`: downloads files and trees. */
export function get(context: Context): Command {
  return transferCommand("get", "Download files, or with -r folders.")
    .usage("[options] <remote> [local]\n       sftp-cli get [options] <remote...> <folder>")
    .argument("<remote>", "a file or folder on a server")
    .argument(
      "[more...]",
      "where it goes: a path, or a folder that it goes into (default: this folder), or - for stdout; " +
        "before that, more files of the same server",
    )
    .addHelpText(
      "after",
      examples([
        "sftp-cli get sftp://me@sftp.example.org/pub/big.iso",
        "sftp-cli get -r me@sftp.example.org:photos ~/Pictures",
        "sftp-cli get sftp://me@sftp.example.org/pub/a.txt /pub/b.txt downloads",
        "sftp-cli get sftp://me@sftp.example.org/backup/site.tar.gz - | tar -tz",
      ]),
    )
    .action(async (remote: string, more: string[], options: TransferCommandOptions) => {
      checkTransferOptions(options);
      const { sources, destination } = itinerary([remote, ...more]);
      const target = parseTarget(sources[0], options);
      const paths = [target.path, ...sources.slice(1).map((text) => parseSecondPath(text, target))];
      if (paths.length > 1 && !(await isLocalFolder(destination!))) {
        throw new UsageError(`${destination} is no folder, and several files cannot become one`);
      }
      await withClient(target, options, context, (sftp) =>
        destination === STDIO
          ? printFile(sftp, target.path, context)
          : getAll(sftp, paths, destination, options, context),
      );
    });
}

async function getAll(
  sftp: SFTPClient,
  paths: readonly string[],
  destination: string | undefined,
  options: TransferCommandOptions,
  context: Context,
): Promise<void> {
  const { recursive, preserve } = options;
  const transfers = new Transfers(options, context);
  try {
    for (const source of paths) {
      const target = await localDestination(destination, source);
      await transfers.run({ operation: "get", source, target }, (shown) =>
        recursive
          ? sftp.get(source, target, { ...shown, ...treeOptions(options) })
          : getFile(sftp, source, target, { ...shown, preserve }),
      );
    }
    transfers.finish();
  } finally {
    transfers.close();
  }
}

async function getFile(
  sftp: SFTPClient,
  path: string,
  target: string,
  options: GetOptions,
): Promise<undefined> {
  try {
    await sftp.get(path, target, options);
  } catch (error) {
    // What servers say of a folder is seldom more than that it failed.
    const refused = isSFTPError(error) && error.status !== undefined;
    if (refused && (await isRemoteFolder(sftp, path, options.signal))) throw folderError(path);
    throw error;
  }
}
