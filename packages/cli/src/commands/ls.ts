import { type Command, Option } from "commander";
import { escapeName, longname, SFTPAttributes, type SFTPClient } from "@sftp/sftp";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { columns } from "../output/columns.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { jsonLine } from "../output/jsonLine.ts";

interface LsOptions extends RemoteOptions {
  readonly long?: true;
  readonly recursive?: true;
  readonly sort: keyof typeof orders;
  readonly reverse?: true;
}

/** Something that is listed; with -R its name is the path below the folder. */
interface Entry {
  readonly name: string;
  readonly attributes: SFTPAttributes;
}

/** What comes first. */
const orders = {
  name: (a: Entry, b: Entry) => (a.name < b.name ? -1 : 1),
  size: (a: Entry, b: Entry) => (b.attributes.size ?? 0) - (a.attributes.size ?? 0),
  time: (a: Entry, b: Entry) => (b.attributes.mtimeMs ?? 0) - (a.attributes.mtimeMs ?? 0),
};

/** `sftp-cli ls`: what is in a folder, or a file itself. */
export function ls(context: Context): Command {
  return remoteCommand("ls", "List a folder.")
    .option("-l, --long", "with permissions, owner, size and time")
    .option("-R, --recursive", "with what is in the folders in it, and in those; links are not followed")
    .addOption(
      new Option("--sort <order>", "by name, by size (largest first) or by time (newest first)")
        .choices(Object.keys(orders))
        .default("name"),
    )
    .option("--reverse", "the other way round")
    .argument("<remote>", "a folder or file on a server")
    .addHelpText(
      "after",
      examples([
        "sftp-cli ls sftp://me@sftp.example.org/pub",
        "sftp-cli ls -l --sort time sftp://me@sftp.example.org/var/log",
        "sftp-cli ls --json me@sftp.example.org:",
      ]),
    )
    .action(async (remote: string, options: LsOptions) => {
      const target = parseTarget(remote, options);
      const found = await withClient(target, options, context, (sftp) =>
        list(sftp, target.path, options, context),
      );
      const sorted = found.toSorted(orders[options.sort]);
      context.stdout.write(format(options.reverse ? sorted.toReversed() : sorted, options, context));
    });
}

async function list(
  sftp: SFTPClient,
  path: string,
  { recursive }: LsOptions,
  { signal, report }: Context,
): Promise<Entry[]> {
  const attributes = await sftp.stat(path, { signal });
  if (!attributes.isDirectory()) return [{ name: lastName(path), attributes }];
  const maxDepth = recursive ? undefined : 1;
  const start = path.endsWith("/") ? path.length : path.length + 1;
  const entries: Entry[] = [];
  const onError = recursive ? report : undefined;
  for await (const entry of sftp.walk(path, { signal, maxDepth, onError })) {
    entries.push({ name: entry.path.slice(start), attributes: entry.attributes });
  }
  return entries;
}

function format(entries: readonly Entry[], { json, long }: LsOptions, { stdout }: Context): string {
  if (json) return entries.map(({ name, attributes }) => jsonLine(fileFields(name, attributes))).join("");
  if (long) return entries.map(longLine).join("");
  const names = entries.map(({ name }) => escapeName(name));
  return stdout.isTTY ? columns(names, stdout.columns ?? 80) : names.map((name) => `${name}\n`).join("");
}

/** The line as `ls -l` has it, from the attributes: what the server itself says there is free text. */
function longLine({ name, attributes }: Entry): string {
  const { exactSize: size, mode, uid, gid, mtime } = attributes;
  const named = new SFTPAttributes({ size, mode, uid, gid, mtime, filename: escapeName(name) });
  return `${longname(named)}\n`;
}
