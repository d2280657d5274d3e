import type { Command } from "commander";
import type { PutOptions, SFTPClient } from "@sftp/sftp";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { isLocalFolder, isRemoteFolder, remoteDestination } from "../transfer/destination.ts";
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

/** `sftp-cli put`: uploads files and trees. */
export function put(context: Context): Command {
  return transferCommand("put", "Upload files, or with -r folders.")
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
        "sftp-cli put -r --preserve --exclude '*.draft' site sftp://me@sftp.example.org/srv/www",
        "tar -cz site | sftp-cli put - sftp://me@sftp.example.org/backup/site.tar.gz",
      ]),
    )
    .action(async (local: string, more: string[], options: TransferCommandOptions) => {
      checkTransferOptions(options);
      const { sources, destination } = itinerary([local, ...more]);
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
  context: Context,
): Promise<void> {
  const { recursive, preserve } = options;
  const { signal, stdin } = context;
  if (sources.length > 1 && !(await isRemoteFolder(sftp, destination, signal))) {
    throw new UsageError(`${destination} is no folder, and several files cannot become one`);
  }
  const transfers = new Transfers(options, context);
  try {
    for (const source of sources) {
      const target =
        source === STDIO ? destination : await remoteDestination(sftp, destination, source, signal);
      await transfers.run({ operation: "put", source, target }, async (shown) => {
        if (recursive) return sftp.put(source, target, { ...shown, ...treeOptions(options) });
        if (source === STDIO) await sftp.putfo(stdin(), target, shown);
        else await putFile(sftp, source, target, { ...shown, preserve });
        return undefined;
      });
    }
    transfers.finish();
  } finally {
    transfers.close();
  }
}

async function putFile(sftp: SFTPClient, local: string, target: string, options: PutOptions): Promise<void> {
  if (await isLocalFolder(local)) throw folderError(local);
  await sftp.put(local, target, options);
}
