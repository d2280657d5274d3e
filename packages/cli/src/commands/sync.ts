import type { Command } from "commander";
import type { SyncOptions } from "@sftp/client";
import { withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { parsePlaces } from "../places/place.ts";
import { type Reached, withPlaces } from "../places/withPlaces.ts";
import { treeOptions, transferCommand, type TransferCommandOptions } from "../transfer/transferCommand.ts";
import { Transfers } from "../transfer/transfers.ts";
import { UsageError } from "../usageError.ts";

interface SyncCommandOptions extends TransferCommandOptions {
  readonly checksum?: true;
  readonly delete?: true;
}

/** `sftp-cli sync`: makes a directory what another one is. */
export function sync(context: Context): Command {
  const description =
    "Make a directory equal to another one, by transferring what differs in size or modification time. " +
    "Without --resume it is --atomic.";
  const command = transferCommand("sync", description, context)
    .option("--checksum", "compare the contents instead of the times")
    .option("--delete", "delete what is only in the second directory")
    .argument("<from>", `a directory, ${places(context)}`)
    .argument("<to>", `the directory that becomes like it, ${places(context)}`);
  return withExamples(
    command,
    context,
    [
      "sftp-cli sync site sftp://me@sftp.example.org/srv/www",
      "sftp-cli sync --delete --dry-run site sftp://me@sftp.example.org/srv/www",
      "sftp-cli sync me@sftp.example.org:photos ~/Pictures/photos",
    ],
    ["sync site /srv/www", "sync --delete --dry-run site /srv/www", "sync :photos photos"],
  ).action(async (from: string, to: string, options: SyncCommandOptions) => {
    const ends = parsePlaces([from, to], options, context);
    const local = ends.filter((place) => "local" in place).length;
    if (local === 2)
      throw new UsageError("one of the directories must be on a server: sftp://user@host/path");
    if (local === 0 && options.resume) throw new UsageError("--resume is not for two servers");
    await withPlaces(ends, options, context, (source, target) =>
      Transfers.within(options, context, (transfers) =>
        transfers.tree(
          { operation: "sync", source: pathOf(source), target: pathOf(target) },
          async (shown) => {
            const there = "sftp" in target ? target.sftp : undefined;
            const sftp = "sftp" in source ? source.sftp : there!;
            return sftp.sync(end(source), end(target), {
              ...shown,
              ...(await syncOptions(options)),
              to: there,
            });
          },
        ),
      ),
    );
  });
}

/** How a directory on the server is told from one on this computer. */
function places({ session }: Context): string {
  return session === undefined ? "here or on a server" : "here, or written :path on the server";
}

function pathOf(place: Reached): string {
  return "local" in place ? place.local : place.path;
}

/** A directory as the library names it. */
function end(place: Reached): { local: string } | { remote: string } {
  return "local" in place ? place : { remote: place.path };
}

async function syncOptions(options: SyncCommandOptions): Promise<SyncOptions> {
  return {
    ...(await treeOptions(options)),
    compare: options.checksum ? "content" : "time",
    delete: options.delete,
  };
}
