import type { Command } from "commander";
import { escapeName, modeString, type SFTPAttributes } from "@sftp/sftp";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** `sftp-cli stat`: the attributes of one file; of a link, those of the link itself. */
export function stat(context: Context): Command {
  return remoteCommand("stat", "Print the attributes of a file, a folder, or a link itself.")
    .argument("<remote>", "a path on a server")
    .action(async (remote: string, options: RemoteOptions) => {
      const target = parseTarget(remote, options);
      const attributes = await withClient(target, options, context, (sftp) => sftp.lstat(target.path));
      context.stdout.write(
        options.json
          ? jsonLine(fileFields(lastName(target.path), attributes))
          : describe(target.path, attributes),
      );
    });
}

/** One line for each thing that the server said. */
function describe(path: string, { type, exactSize, mode, uid, gid, mtime, atime }: SFTPAttributes): string {
  const lines: [string, string | undefined][] = [
    ["path", escapeName(path)],
    ["type", type],
    ["size", exactSize === undefined ? undefined : `${exactSize} bytes (${formatBytes(Number(exactSize))})`],
    [
      "mode",
      mode === undefined
        ? undefined
        : `${modeString(mode)} (${(mode & 0o7777).toString(8).padStart(4, "0")})`,
    ],
    ["owner", uid === undefined ? undefined : `uid ${uid}, gid ${gid}`],
    ["modified", mtime?.toISOString()],
    ["accessed", atime?.toISOString()],
  ];
  return lines.map(([label, value]) => (value === undefined ? "" : `${label.padEnd(10)}${value}\n`)).join("");
}
