import type { Command } from "commander";
import type { SyncOptions } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { parsePlaces } from "../places/place.ts";
import { type Reached, withPlaces } from "../places/withPlaces.ts";
import {
  fileOptions,
  transferCommand,
  type TransferCommandOptions,
  withResume,
} from "../transfer/transferCommand.ts";
import { globFilter } from "../transfer/globFilter.ts";
import { Transfers } from "../transfer/transfers.ts";
import { UsageError } from "../usageError.ts";

interface SyncCommandOptions extends TransferCommandOptions {
  readonly checksum?: true;
  readonly delete?: true;
}

/** `sftp-cli sync`: makes a folder what another one is. */
export function sync(context: Context): Command {
  const description =
    "Make a folder what another one is, by transferring what differs in size or time of modification. " +
    "Without --resume it is --atomic.";
  return withResume(transferCommand("sync", description))
    .option("--checksum", "compare the contents instead of the times")
    .option("--delete", "delete what is only in the second folder")
    .argument("<from>", "a folder, here or on a server")
    .argument("<to>", "the folder that becomes like it, here or on a server")
    .addHelpText(
      "after",
      examples([
        "sftp-cli sync site sftp://me@sftp.example.org/srv/www",
        "sftp-cli sync --delete --dry-run site sftp://me@sftp.example.org/srv/www",
        "sftp-cli sync me@sftp.example.org:photos ~/Pictures/photos",
      ]),
    )
    .action(async (from: string, to: string, options: SyncCommandOptions) => {
      const places = parsePlaces([from, to], options);
      const local = places.filter((place) => "local" in place).length;
      if (local === 2) throw new UsageError("one of the folders must be on a server: sftp://user@host/path");
      if (local === 0 && options.resume) throw new UsageError("between two servers there is no --resume");
      await withPlaces(places, options, context, (source, target) =>
        Transfers.within(options, context, (transfers) =>
          transfers.tree(
            { operation: "sync", source: pathOf(source), target: pathOf(target) },
            async (shown) => {
              const there = "sftp" in target ? target.sftp : undefined;
              const sftp = "sftp" in source ? source.sftp : there!;
              return sftp.sync(end(source), end(target), {
                ...shown,
                ...syncOptions(options),
                to: there,
              });
            },
          ),
        ),
      );
    });
}

function pathOf(place: Reached): string {
  return "local" in place ? place.local : place.path;
}

/** A place as the library names it. */
function end(place: Reached): { local: string } | { remote: string } {
  return "local" in place ? place : { remote: place.path };
}

/** Permissions and times are always preserved: by the times the next one knows what is the same. */
function syncOptions(options: SyncCommandOptions): SyncOptions {
  const { preserve: _preserve, ...chosen } = fileOptions(options);
  return {
    ...chosen,
    compare: options.checksum ? "content" : "time",
    delete: options.delete,
    dryRun: options.dryRun,
    filter: globFilter(options),
  };
}
