import type { Command } from "commander";
import { download, get } from "../commands/get.ts";
import { link } from "../commands/ln.ts";
import { put, upload } from "../commands/put.ts";
import { remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import type { TransferCommandOptions } from "../transfer/transferCommand.ts";

/** `reget`: `get --resume`. */
export function reget(context: Context): Command {
  return get(context)
    .name("reget")
    .description("Continue downloads: the same as get --resume.")
    .action((remote: string, more: string[], options: TransferCommandOptions) =>
      download([remote, ...more], { ...options, resume: true }, context),
    );
}

/** `reput`: `put --resume`. */
export function reput(context: Context): Command {
  return put(context)
    .name("reput")
    .description("Continue uploads: the same as put --resume.")
    .action((local: string, more: string[], options: TransferCommandOptions) =>
      upload([local, ...more], { ...options, resume: true }, context),
    );
}

/** `symlink`: `ln -s`. */
export function symlink(context: Context): Command {
  return remoteCommand("symlink", "Make a symbolic link: the same as ln -s.", context)
    .argument("<remote>", "what the link leads to")
    .argument("<remoteLink>", "the link")
    .action((target: string, path: string) => link(target, path, true, {}, context));
}
