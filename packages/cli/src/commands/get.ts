import type { Command } from "commander";
import type { SFTPClient } from "@sftp/client";
import { withExamples } from "../connection/remoteCommand.ts";
import { parseTargets } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { expandRemote } from "../glob/remotePaths.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { printFile } from "../output/printFile.ts";
import { inHome } from "../shell/inHome.ts";
import { isLocalDirectory, isRemoteDirectory, localDestination } from "../transfer/destination.ts";
import {
  checkTransferOptions,
  isRecursive,
  itinerary,
  STDIO,
  transferCommand,
  type TransferCommandOptions,
  withFiles,
} from "../transfer/transferCommand.ts";
import { refuseSameNames } from "../transfer/sameDestination.ts";
import { transferOne } from "../transfer/transferOne.ts";
import { Transfers } from "../transfer/transfers.ts";
import { UsageError } from "../usageError.ts";

/** `sftp-cli get`: downloads files and trees. */
export function get(context: Context): Command {
  const inShell = context.session !== undefined;
  const prefix = inShell ? "" : "sftp-cli ";
  const command = transferCommand("get", "Download files, or with -r directories.", context);
  return withExamples(
    withLiteral(withFiles(command))
      .usage(`[options] <remote> [local]\n       ${prefix}get [options] <remote...> <directory>`)
      .argument("<remote>", "a file or directory on a server; globs may be used")
      .argument(
        "[local...]",
        "where it goes: a path, or a directory that it goes into (default: the current one), or - for stdout; " +
          "before that, more files of the same server",
      ),
    context,
    [
      "sftp-cli get sftp://me@sftp.example.org/pub/big.iso",
      "sftp-cli get --resume --verify hash sftp://me@sftp.example.org/pub/big.iso",
      "sftp-cli get -r me@sftp.example.org:photos ~/Pictures",
      "sftp-cli get 'sftp://me@sftp.example.org/var/log/*.gz' logs",
      "sftp-cli get sftp://me@sftp.example.org/backup/site.tar.gz - | tar -tz",
    ],
    ["get big.iso", "get *.gz logs", "get -r photos"],
  ).action((remote: string, more: string[], options: TransferCommandOptions) =>
    download([remote, ...more], options, context),
  );
}

/** Downloads what the paths but the last name to the last. */
export async function download(
  words: readonly string[],
  options: TransferCommandOptions,
  context: Context,
): Promise<void> {
  const { sources, destination: to } = itinerary(words);
  // Outside our shell, another one has replaced ~.
  const destination = to === undefined || context.session === undefined ? to : inHome(to, context.env);
  checkTransferOptions(options, destination === STDIO);
  const { target, paths } = parseTargets(sources, options, context);
  if (paths.length > 1) await checkDirectory(destination!);
  await withClient(target, options, context, async (sftp) => {
    const found = await expandRemote(sftp, paths, options, context);
    if (found.length === 0) return;
    if (found.length > 1) {
      if (destination !== undefined) await checkDirectory(destination);
      refuseSameNames(found, destination ?? ".");
    }
    if (destination === STDIO) return printFile(sftp, found[0]!, context);
    await Transfers.within(options, context, async (transfers) => {
      const isPlain = paths.length === 1 && found[0] === target.path;
      for (const source of found)
        await downloadOne(sftp, source, destination, isPlain, transfers, options, context);
    });
  });
}

async function downloadOne(
  sftp: SFTPClient,
  source: string,
  destination: string | undefined,
  isPlain: boolean,
  transfers: Transfers,
  options: TransferCommandOptions,
  context: Context,
): Promise<void> {
  const to = await localDestination(destination, source);
  const isDirectory = (): Promise<boolean> => isRemoteDirectory(sftp, source, context.signal);
  // A glob without -r is for files; its directories are named as skipped, as `cp` does.
  if (!isPlain && !isRecursive(options) && (await isDirectory()))
    return transfers.skip(source, "it is a directory");
  await transferOne(transfers, { operation: "get", source, target: to }, options, {
    isDirectory,
    file: (chosen) => sftp.get(source, to, chosen),
    tree: (chosen) => sftp.get(source, to, chosen),
  });
}

async function checkDirectory(destination: string): Promise<void> {
  if (await isLocalDirectory(destination)) return;
  throw new UsageError(`${destination} is no directory, and several files cannot become one`);
}
