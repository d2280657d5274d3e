import type { Command } from "commander";
import { escapeName, type SFTPAttributes, type SFTPClient } from "@sftp/sftp";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { columns } from "../output/columns.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** `sftp-cli ls`: what is in a folder, or a file itself. */
export function ls(context: Context): Command {
  return remoteCommand("ls", "List a folder.")
    .argument("<remote>", "a folder or file on a server")
    .action(async (remote: string, options: RemoteOptions) => {
      const target = parseTarget(remote, options);
      const entries = await withClient(target, options, context, (sftp) => list(sftp, target.path, context));
      context.stdout.write(options.json ? entries.map(jsonEntry).join("") : plain(entries, context));
    });
}

/** The entries of a folder by name; a file is its own only entry. */
async function list(sftp: SFTPClient, path: string, { signal }: Context): Promise<Entry[]> {
  const attributes = await sftp.stat(path, { signal });
  if (!attributes.isDirectory()) return [[lastName(path), attributes]];
  const entries = await sftp.listdirAttr(path, { signal });
  return entries.map((entry): Entry => [entry.filename!, entry]).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

type Entry = readonly [name: string, attributes: SFTPAttributes];

function jsonEntry([name, attributes]: Entry): string {
  return jsonLine(fileFields(name, attributes));
}

function plain(entries: readonly Entry[], { stdout }: Context): string {
  const names = entries.map(([name]) => escapeName(name));
  return stdout.isTTY ? columns(names, stdout.columns ?? 80) : names.map((name) => `${name}\n`).join("");
}
