import type { Command } from "commander";
import type { PutOptions, SFTPClient } from "@sftp/sftp";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { isLocalFolder, remoteDestination } from "../transfer/destination.ts";
import { folderError } from "../transfer/folderError.ts";
import { runTransfer } from "../transfer/runTransfer.ts";
import { transferCommand, type TransferCommandOptions } from "../transfer/transferCommand.ts";
import { transferView } from "../transfer/transferView.ts";
import { UsageError } from "../usageError.ts";

/** `sftp-cli put`: uploads a file or a tree. */
export function put(context: Context): Command {
  return transferCommand("put", "Upload a file, or with -r a folder.")
    .argument("<local>", "a file or folder here")
    .argument(
      "[remote]",
      "where it goes, or the folder that it goes into (default, with --command only: the start directory)",
    )
    .action(async (local: string, remote: string | undefined, options: TransferCommandOptions) => {
      if (remote === undefined && options.command === undefined) {
        throw new UsageError("say where it goes: sftp-cli put LOCAL sftp://user@host/path");
      }
      const place = parseTarget(remote ?? ".", options);
      await withClient(place, options, context, async (sftp) => {
        const target = await remoteDestination(sftp, place.path, local, context.signal);
        const file = { operation: "put", source: local, target } as const;
        const { recursive, preserve } = options;
        await runTransfer(file, transferView(options, context), context.signal, (shown) =>
          recursive
            ? sftp.put(local, target, { ...shown, preserve, recursive })
            : putFile(sftp, local, target, { ...shown, preserve }),
        );
      });
    });
}

async function putFile(
  sftp: SFTPClient,
  local: string,
  target: string,
  options: PutOptions,
): Promise<undefined> {
  if (await isLocalFolder(local)) throw folderError(local);
  await sftp.put(local, target, options);
}
