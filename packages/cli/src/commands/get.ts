import type { Command } from "commander";
import { type GetOptions, isSFTPError, type SFTPClient } from "@sftp/sftp";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { isRemoteFolder, localDestination } from "../transfer/destination.ts";
import { folderError } from "../transfer/folderError.ts";
import { runTransfer } from "../transfer/runTransfer.ts";
import { transferCommand, type TransferCommandOptions } from "../transfer/transferCommand.ts";
import { transferView } from "../transfer/transferView.ts";

/** `sftp-cli get`: downloads a file or a tree. */
export function get(context: Context): Command {
  return transferCommand("get", "Download a file, or with -r a folder.")
    .argument("<remote>", "a file or folder on a server")
    .argument("[local]", "where it goes, or the folder that it goes into (default: this folder)")
    .action(async (remote: string, local: string | undefined, options: TransferCommandOptions) => {
      const { server, path } = parseTarget(remote, options);
      const target = await localDestination(local, path);
      await withClient({ server, path }, options, context, (sftp) => {
        const file = { operation: "get", source: path, target } as const;
        const { recursive, preserve } = options;
        return runTransfer(file, transferView(options, context), context.signal, (shown) =>
          recursive
            ? sftp.get(path, target, { ...shown, preserve, recursive })
            : getFile(sftp, path, target, { ...shown, preserve }),
        );
      });
    });
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
