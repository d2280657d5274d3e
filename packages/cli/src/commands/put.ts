import type { Command } from "commander";
import type { SFTPClient } from "@sftp/sftp";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { isLocalFolder, isRemoteFolder, remoteDestination } from "../transfer/destination.ts";
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

/** `sftp-cli put`: uploads files and trees. */
export function put(context: Context): Command {
  return withResume(withFiles(transferCommand("put", "Upload files, or with -r folders.")))
    .usage("[options] <local> <remote>\n       sftp-cli put [options] <local...> <remote folder>")
    .argument("<local>", "a file or folder here, or - for stdin")
    .argument(
      "[more...]",
      "where it goes: a path, or a folder that it goes into (default, with --command only: the start directory); " +
        "before that, more files",
    )
    .addHelpText(
      "after",
      examples([
        "sftp-cli put report.pdf me@sftp.example.org:inbox/",
        "sftp-cli put --resume --verify hash big.iso sftp://me@sftp.example.org/pub/",
        "sftp-cli put -r --preserve --exclude '*.draft' site sftp://me@sftp.example.org/srv/www",
        "tar -cz site | sftp-cli put - sftp://me@sftp.example.org/backup/site.tar.gz",
      ]),
    )
    .action(async (local: string, more: string[], options: TransferCommandOptions) => {
      const { sources, destination } = itinerary([local, ...more]);
      checkTransferOptions(options, sources.includes(STDIO));
      if (destination === undefined && options.command === undefined) {
        throw new UsageError("say where it goes: sftp-cli put LOCAL sftp://user@host/path");
      }
      const target = parseTarget(destination ?? ".", options);
      await withClient(target, options, context, (sftp) =>
        putAll(sftp, sources, target.path, options, context),
      );
    });
}

async function putAll(
  sftp: SFTPClient,
  sources: readonly string[],
  destination: string,
  options: TransferCommandOptions,
  { signal, stdin, ...context }: Context,
): Promise<void> {
  const isFolder = await isRemoteFolder(sftp, destination, signal);
  if (sources.length > 1 && !isFolder) {
    throw new UsageError(`${destination} is no folder, and several files cannot become one`);
  }
  if (sources.includes(STDIO) && isFolder) {
    throw new UsageError(`${destination} is a folder, and what stdin has needs a name in it`);
  }
  await Transfers.within(options, { ...context, signal, stdin }, async (transfers) => {
    for (const source of sources) {
      if (source === STDIO) {
        await transfers.file({ operation: "put", source, target: destination }, async (shown) => {
          const { report } = await sftp.putfo(stdin(), destination, { ...shown, atomic: options.atomic });
          return report;
        });
        continue;
      }
      const target = await remoteDestination(sftp, destination, source, signal);
      await transferOne(transfers, { operation: "put", source, target }, options, {
        isFolder: () => isLocalFolder(source),
        file: async (chosen) => (await sftp.put(source, target, chosen)).report,
        tree: (chosen) => sftp.put(source, target, chosen),
      });
    }
  });
}
