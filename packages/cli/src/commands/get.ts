import type { Command } from "commander";
import { parseSecondPath, parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { printFile } from "../output/printFile.ts";
import { isLocalFolder, isRemoteFolder, localDestination } from "../transfer/destination.ts";
import {
  checkTransferOptions,
  itinerary,
  STDIO,
  transferCommand,
  type TransferCommandOptions,
  withFiles,
  withResume,
} from "../transfer/transferCommand.ts";
import { transferOne } from "../transfer/transferOne.ts";
import { Transfers } from "../transfer/transfers.ts";
import { UsageError } from "../usageError.ts";

/** `sftp-cli get`: downloads files and trees. */
export function get(context: Context): Command {
  return withResume(withFiles(transferCommand("get", "Download files, or with -r folders.")))
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
        "sftp-cli get --resume --verify hash sftp://me@sftp.example.org/pub/big.iso",
        "sftp-cli get -r me@sftp.example.org:photos ~/Pictures",
        "sftp-cli get sftp://me@sftp.example.org/pub/a.txt /pub/b.txt downloads",
        "sftp-cli get sftp://me@sftp.example.org/backup/site.tar.gz - | tar -tz",
      ]),
    )
    .action(async (remote: string, more: string[], options: TransferCommandOptions) => {
      const { sources, destination } = itinerary([remote, ...more]);
      checkTransferOptions(options, destination === STDIO);
      const target = parseTarget(sources[0], options);
      const paths = [target.path, ...sources.slice(1).map((text) => parseSecondPath(text, target))];
      if (paths.length > 1 && !(await isLocalFolder(destination!))) {
        throw new UsageError(`${destination} is no folder, and several files cannot become one`);
      }
      await withClient(target, options, context, (sftp) =>
        destination === STDIO
          ? printFile(sftp, target.path, context)
          : Transfers.within(options, context, async (transfers) => {
              for (const source of paths) {
                const to = await localDestination(destination, source);
                await transferOne(transfers, { operation: "get", source, target: to }, options, {
                  isFolder: () => isRemoteFolder(sftp, source, context.signal),
                  file: (chosen) => sftp.get(source, to, chosen),
                  tree: (chosen) => sftp.get(source, to, chosen),
                });
              }
            }),
      );
    });
}
