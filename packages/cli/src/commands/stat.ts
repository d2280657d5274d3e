import type { Command } from "commander";
import { modeString, type SFTPAttributes } from "@sftp/attributes";
import { escapeName } from "@sftp/wire";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** `sftp-cli stat`: the attributes of files; of a link, those of the link itself. */
export function stat(context: Context): Command {
  const description = "Print the attributes of files, directories, or links themselves.";
  const command = withLiteral(remoteCommand("stat", description, context)).argument(
    "<remote...>",
    "paths on one server; globs may be used",
  );
  return withExamples(command, context, ["sftp-cli stat sftp://me@sftp.example.org/pub/big.iso"]).action(
    (remotes: string[], options: RemoteOptions) =>
      eachMatch(remotes, options, context, async (sftp, path) => {
        const attributes = await sftp.lstat(path, { signal: context.signal });
        const fields = fileFields(lastName(path), attributes);
        context.stdout.write(options.json ? jsonLine(fields) : describe(path, attributes));
      }),
  );
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
