import { type Command, Option } from "commander";
import type { SFTPAttributes } from "@sftp/attributes";
import type { SFTPClient } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import { parseTargets } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { expandRemote, type GlobOptions, type WrittenPath } from "../glob/remotePaths.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { type ColorOptions, colored, colorOption, usesColor } from "../output/color.ts";
import { columns } from "../output/columns.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { jsonLine } from "../output/jsonLine.ts";
import { walked } from "../places/below.ts";
import { longLines, ownersOf } from "../output/longLines.ts";

interface LsOptions extends RemoteOptions, ColorOptions, Pick<GlobOptions, "literal"> {
  readonly long?: true;
  readonly numeric?: true;
  readonly human?: true;
  readonly all?: true;
  readonly oneColumn?: true;
  readonly recursive?: true;
  readonly sort: "name" | "size" | "time" | "none";
  readonly sortSize?: true;
  readonly sortTime?: true;
  readonly unsorted?: true;
  readonly reverse?: true;
}

/** Something that is listed: its name, or its path below the directory, or as the user wrote it. */
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

/** `sftp-cli ls`: what is in a directory, or a file itself. */
export function ls(context: Context): Command {
  const inShell = context.session !== undefined;
  const command = withLiteral(remoteCommand("ls", "List a directory, or files.", context))
    .helpOption("--help", "display help for command")
    .option("-l, --long", "with permissions, owner, size and time")
    .option("-n, --numeric", "as -l, with numbers for owners and groups")
    .option("-h, --human", "show sizes with units, as 1.5K")
    .option("-a, --all", inShell ? "also list names that begin with a dot" : "accepted: all names are listed")
    .option("-1, --one-column", "one name per line")
    .option("-R, --recursive", "also list what is below, without following links")
    .addOption(
      new Option("--sort <order>", "by name, by size (largest first), by time (newest first), or none")
        .choices([...Object.keys(orders), "none"])
        .default("name"),
    )
    .option("-S, --sort-size", "the same as --sort size")
    .option("-t, --sort-time", "the same as --sort time")
    .option("-f, --unsorted", "the same as --sort none")
    .option("-r, --reverse", "reverse the order")
    .addOption(colorOption())
    .argument(
      inShell ? "[remote...]" : "<remote...>",
      "a directory, or files, on a server; globs may be used",
    );
  return withExamples(
    command,
    context,
    [
      "sftp-cli ls sftp://me@sftp.example.org/pub",
      "sftp-cli ls -lh --sort time sftp://me@sftp.example.org/var/log",
      "sftp-cli ls 'sftp://me@sftp.example.org/pub/*.iso'",
      "sftp-cli ls --json me@sftp.example.org:",
    ],
    ["ls -lht", "ls *.log"],
  ).action(async (remotes: string[], options: LsOptions) => {
    const { target, paths } = parseTargets(remotes, options, context);
    await withClient(target, options, context, async (sftp) => {
      const expanded = await expandRemote(sftp, paths, options, context);
      const found = await list(sftp, expanded, paths, options, context);
      context.stdout.write(await format(sftp, sorted(found, options), options, context));
    });
  });
}

async function list(
  sftp: SFTPClient,
  paths: readonly string[],
  written: readonly WrittenPath[],
  options: LsOptions,
  { signal, report, session }: Context,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const path of paths) {
    try {
      const attributes = await (paths.length > 1
        ? sftp.lstat(path, { signal })
        : sftp.stat(path, { signal }));
      if (paths.length > 1 || !attributes.isDirectory()) {
        const isShort = options.json || (paths.length === 1 && written[0]!.path === path);
        entries.push({ name: isShort ? lastName(path) : path, attributes });
        continue;
      }
    } catch (error) {
      if (paths.length === 1 || signal.aborted) throw error;
      report(error);
      continue;
    }
    const { recursive } = options;
    const maxDepth = recursive ? undefined : 1;
    for await (const entry of sftp.walk(path, {
      signal,
      maxDepth,
      onError: recursive ? report : undefined,
    })) {
      const name = walked(entry);
      if (session !== undefined && !options.all && !options.json && isHidden(name)) continue;
      entries.push({ name, attributes: entry.attributes });
    }
  }
  return entries;
}

function isHidden(path: string): boolean {
  return path.startsWith(".") || path.includes("/.");
}

function sorted(entries: Entry[], { sort, sortSize, sortTime, unsorted, reverse }: LsOptions): Entry[] {
  const order = unsorted ? "none" : sortTime ? "time" : sortSize ? "size" : sort;
  // What is equal comes by name.
  const inOrder = order === "none" ? entries : entries.toSorted(orders.name).toSorted(orders[order]);
  return reverse ? inOrder.toReversed() : inOrder;
}

async function format(
  sftp: SFTPClient,
  entries: readonly Entry[],
  options: LsOptions,
  context: Context,
): Promise<string> {
  const { json, long, numeric, human, oneColumn } = options;
  if (json) return entries.map(({ name, attributes }) => jsonLine(fileFields(name, attributes))).join("");
  const isColored = usesColor(options, context);
  const shown = entries.map(({ name, attributes }) => {
    const escaped = escapeName(name);
    return { name: isColored ? colored(escaped, attributes) : escaped, attributes };
  });
  if (long || numeric) {
    const owners = await ownersOf(
      sftp,
      entries.map(({ attributes }) => attributes),
      numeric === true,
    );
    return longLines(shown, owners, human === true);
  }
  const names = shown.map(({ name }) => name);
  const { stdout } = context;
  return stdout.isTTY && !oneColumn
    ? columns(names, stdout.columns ?? 80)
    : names.map((name) => `${name}\n`).join("");
}
