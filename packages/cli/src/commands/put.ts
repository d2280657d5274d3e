import type { Command } from "commander";
import type { SFTPClient } from "@sftp/client";
import { withExamples } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { expandLocal } from "../glob/localPaths.ts";
import { isLocalDirectory, isRemoteDirectory, remoteDestination } from "../transfer/destination.ts";
import {
  checkTransferOptions,
  fileOptions,
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

/** `sftp-cli put`: uploads files and trees. */
export function put(context: Context): Command {
  const inShell = context.session !== undefined;
  const usage = inShell
    ? "[options] <local> [remote]\n       put [options] <local...> <remote directory>"
    : "[options] <local> <remote>\n       sftp-cli put [options] <local...> <remote directory>";
  return withExamples(
    withFiles(transferCommand("put", "Upload files, or with -r directories.", context))
      .usage(usage)
      .argument(
        "<local>",
        inShell ? "a file or directory; globs may be used" : "a file or directory, or - for stdin",
      )
      .argument(
        "[remote...]",
        `where it goes: a path, or a directory that it goes into (default${inShell ? "" : ", with --command only"}: ` +
          `the ${inShell ? "current" : "start"} directory); before that, more files`,
      ),
    context,
    [
      "sftp-cli put report.pdf me@sftp.example.org:inbox/",
      "sftp-cli put --resume --verify hash big.iso sftp://me@sftp.example.org/pub/",
      "sftp-cli put -rp --exclude '*.draft' site sftp://me@sftp.example.org/srv/www",
      "tar -cz site | sftp-cli put - sftp://me@sftp.example.org/backup/site.tar.gz",
    ],
    ["put report.pdf", "put *.jpg photos", "put -r site /srv/www"],
  ).action((local: string, more: string[], options: TransferCommandOptions) =>
    upload([local, ...more], options, context),
  );
}

/** Uploads what the paths but the last name to the last. */
export async function upload(
  words: readonly string[],
  options: TransferCommandOptions,
  context: Context,
): Promise<void> {
  const { session } = context;
  const { sources, destination } = itinerary(words);
  checkTransferOptions(options, session === undefined && sources.includes(STDIO));
  if (destination === undefined && options.command === undefined && session === undefined) {
    throw new UsageError("give a destination: sftp-cli put LOCAL sftp://user@host/path");
  }
  const target = parseTarget(destination ?? ".", options, context);
  // A shell has expanded globs for the command line, but not for our own shell.
  const found =
    session === undefined
      ? sources
      : await expandLocal(
          // The shell's stdin is its commands: there, - is a name like any other, as in OpenSSH's sftp.
          sources.map((path) => (path === STDIO ? `./${STDIO}` : path)),
          context,
        );
  if (found.length === 0) return;
  await withClient(target, options, context, (sftp) => putAll(sftp, found, target.path, options, context));
}

async function putAll(
  sftp: SFTPClient,
  sources: readonly string[],
  destination: string,
  options: TransferCommandOptions,
  context: Context,
): Promise<void> {
  const { signal, stdin } = context;
  const isDirectory = await isRemoteDirectory(sftp, destination, signal);
  if (sources.length > 1 && !isDirectory) {
    throw new UsageError(`${destination} is no directory, and several files cannot become one`);
  }
  if (sources.length > 1) refuseSameNames(sources, destination);
  if (sources.includes(STDIO) && isDirectory) {
    throw new UsageError(`${destination} is a directory, and what comes from stdin needs a name in it`);
  }
  await Transfers.within(options, context, async (transfers) => {
    for (const source of sources) {
      if (source === STDIO) {
        await transfers.file({ operation: "put", source, target: destination }, async (shown) => {
          const { report } = await sftp.putfo(stdin(), destination, { ...shown, ...fileOptions(options) });
          return report;
        });
        continue;
      }
      const target = await remoteDestination(sftp, destination, source, signal);
      await transferOne(transfers, { operation: "put", source, target }, options, {
        isDirectory: () => isLocalDirectory(source),
        file: async (chosen) => (await sftp.put(source, target, chosen)).report,
        tree: (chosen) => sftp.put(source, target, chosen),
      });
    }
  });
}
