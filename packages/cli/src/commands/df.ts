import Table from "cli-table3";
import type { Command } from "commander";
import { escapeName, type FileSystemStats } from "@sftp/sftp";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** How much a file system holds, in bytes. */
interface Room {
  readonly path: string;
  readonly size: number;
  readonly used: number;
  readonly available: number;
}

/** `sftp-cli df`: how much room there is. */
export function df(context: Context): Command {
  return remoteCommand("df", "Show how much room there is on the file systems that paths are on.")
    .argument("<remote...>", "paths, all on one server")
    .addHelpText("after", examples(["sftp-cli df sftp://me@sftp.example.org/srv"]))
    .action(async (remotes: string[], options: RemoteOptions) => {
      const rooms: Room[] = [];
      try {
        await eachPath(remotes, options, context, async (sftp, path) => {
          rooms.push(roomOf(path, await sftp.statvfs(path)));
        });
      } finally {
        if (rooms.length > 0)
          context.stdout.write(options.json ? rooms.map(jsonLine).join("") : table(rooms));
      }
    });
}

function roomOf(path: string, { frsize, blocks, bfree, bavail }: FileSystemStats): Room {
  return {
    path,
    size: Number(blocks * frsize),
    used: Number((blocks - bfree) * frsize),
    available: Number(bavail * frsize),
  };
}

function table(rooms: readonly Room[]): string {
  const head = ["path", "size", "used", "available"];
  const result = new Table({
    head,
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { path, size, used, available } of rooms) {
    result.push([escapeName(path), formatBytes(size), formatBytes(used), formatBytes(available)]);
  }
  return `${result.toString()}\n`;
}
