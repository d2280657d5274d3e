import type { Command } from "commander";
import { escapeName, type SFTPClient } from "@sftp/sftp";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { counted } from "../output/counted.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** What a tree holds. */
interface Usage {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
}

/** `sftp-cli du`: how much trees hold. */
export function du(context: Context): Command {
  return remoteCommand("du", "Add up the sizes of all files in folders. Links are not followed.")
    .argument("<remote...>", "paths, all on one server")
    .addHelpText("after", examples(["sftp-cli du sftp://me@sftp.example.org/srv/www /var/log"]))
    .action((remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, async (sftp, path) => {
        const usage = await measure(sftp, path, context);
        const { files, folders, bytes } = usage;
        context.stdout.write(
          options.json
            ? jsonLine({ path, ...usage })
            : `${formatBytes(bytes).padStart(8)}  ${escapeName(path)} (${counted(files, "file")}, ${counted(folders, "folder")})\n`,
        );
      }),
    );
}

async function measure(sftp: SFTPClient, path: string, { signal, report }: Context): Promise<Usage> {
  const top = await sftp.lstat(path, { signal });
  if (!top.isDirectory()) return { files: 1, folders: 0, bytes: top.size ?? 0 };
  const usage = { files: 0, folders: 1, bytes: 0 };
  for await (const { attributes } of sftp.walk(path, { signal, onError: report })) {
    if (attributes.isDirectory()) usage.folders++;
    else usage.files++;
    if (attributes.isFile()) usage.bytes += attributes.size ?? 0;
  }
  return usage;
}
