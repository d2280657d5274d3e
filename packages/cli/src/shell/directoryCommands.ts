import { Command } from "commander";
import { escapeName } from "@sftp/wire";
import { eachPath } from "../connection/eachPath.ts";
import { parseTarget } from "../connection/target.ts";
import type { Context } from "../context.ts";

/** `cd`: changes the directory that remote paths are relative to. */
export function cd(context: Context): Command {
  return new Command("cd")
    .description("Change the remote directory; without one, to the start directory.")
    .argument("[remote]", "a directory")
    .action(async (remote = "~") => {
      const { path } = parseTarget(remote, {}, context);
      await context.session!.sftp.chdir(path);
    });
}

/** `pwd`: prints the remote directory. */
export function pwd(context: Context): Command {
  return new Command("pwd").description("Print the remote directory.").action(async () => {
    const path = await context.session!.sftp.normalize(".");
    context.stdout.write(`Remote working directory: ${escapeName(path)}\n`);
  });
}

/** `rmdir`: removes empty directories. */
export function rmdir(context: Context): Command {
  return new Command("rmdir")
    .description("Remove empty directories.")
    .argument("<remote...>", "the directories")
    .action((remotes: string[]) => eachPath(remotes, {}, context, (sftp, path) => sftp.rmdir(path)));
}
