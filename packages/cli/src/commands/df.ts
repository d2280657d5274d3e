import Table from "cli-table3";
import type { Command } from "commander";
import type { FileSystemStats } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** How much a file system holds: bytes, or with -i inodes. */
interface Capacity {
  readonly path: string;
  readonly size: number;
  readonly used: number;
  readonly available: number;
}

interface DfOptions extends RemoteOptions {
  readonly human?: true;
  readonly inodes?: true;
}

/** `sftp-cli df`: how much space there is. */
export function df(context: Context): Command {
  const inShell = context.session !== undefined;
  const command = remoteCommand("df", "Show the space on the file systems that paths are on.", context)
    .helpOption("--help", "display help for command")
    .option("-h, --human", "accepted: sizes have units")
    // Elsewhere -i is the identity.
    .option(inShell ? "-i, --inodes" : "--inodes", "show inodes instead of bytes")
    .argument(inShell ? "[remote...]" : "<remote...>", "paths on one server");
  return withExamples(command, context, ["sftp-cli df sftp://me@sftp.example.org/srv"]).action(
    async (remotes: string[], options: DfOptions) => {
      const capacities: Capacity[] = [];
      try {
        await eachPath(remotes, options, context, async (sftp, path) => {
          const stats = await sftp.statvfs(path);
          capacities.push(options.inodes ? inodes(path, stats) : bytes(path, stats));
        });
      } finally {
        if (capacities.length > 0) {
          const text = options.json ? capacities.map(jsonLine).join("") : table(capacities, options);
          context.stdout.write(text);
        }
      }
    },
  );
}

function bytes(path: string, { frsize, blocks, bfree, bavail }: FileSystemStats): Capacity {
  return {
    path,
    size: Number(blocks * frsize),
    used: Number((blocks - bfree) * frsize),
    available: Number(bavail * frsize),
  };
}

function inodes(path: string, { files, ffree, favail }: FileSystemStats): Capacity {
  return { path, size: Number(files), used: Number(files - ffree), available: Number(favail) };
}

function table(capacities: readonly Capacity[], options: DfOptions): string {
  const head = ["path", options.inodes ? "inodes" : "size", "used", "available"];
  const result = new Table({
    head,
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  const amount = options.inodes ? (count: number) => count.toLocaleString("en") : formatBytes;
  for (const { path, size, used, available } of capacities) {
    result.push([escapeName(path), amount(size), amount(used), amount(available)]);
  }
  return `${result.toString()}\n`;
}
