import type { Command } from "commander";
import type { SFTPClient } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { counted } from "../output/counted.ts";
import { formatBytes, shortSize } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** What a tree holds. */
interface Usage {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
}

interface DuOptions extends RemoteOptions {
  readonly human?: true;
}

/** `sftp-cli du`: how much trees hold. */
export function du(context: Context): Command {
  const description = "Add up the sizes of all files in directories. Links are not followed.";
  const inShell = context.session !== undefined;
  const command = withLiteral(remoteCommand("du", description, context))
    .helpOption("--help", "display help for command")
    .option("-h, --human", "show only the size with its unit, and the path")
    .argument(inShell ? "[remote...]" : "<remote...>", "paths on one server; globs may be used");
  return withExamples(command, context, [
    "sftp-cli du sftp://me@sftp.example.org/srv/www /var/log",
    "sftp-cli du -h 'sftp://me@sftp.example.org/home/*'",
  ]).action((remotes: string[], options: DuOptions) =>
    eachMatch(remotes, options, context, async (sftp, path) => {
      const usage = await measure(sftp, path, context);
      context.stdout.write(options.json ? jsonLine({ path, ...usage }) : line(path, usage, options));
    }),
  );
}

function line(path: string, { files, folders, bytes }: Usage, { human }: DuOptions): string {
  if (human) return `${shortSize(bytes).padEnd(7)} ${escapeName(path)}\n`;
  const counts = `${counted(files, "file")}, ${counted(folders, "directory")}`;
  return `${formatBytes(bytes).padStart(8)}  ${escapeName(path)} (${counts})\n`;
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
