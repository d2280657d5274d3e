import type { Command } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

interface MkdirOptions extends RemoteOptions {
  readonly parents?: true;
}

/** `sftp-cli mkdir`: makes folders. */
export function mkdir(context: Context): Command {
  return remoteCommand("mkdir", "Make folders.")
    .option("-p, --parents", "make the folders above them too, and be content with those that exist")
    .argument("<remote...>", "the new folders, all on one server")
    .addHelpText("after", examples(["sftp-cli mkdir -p sftp://me@sftp.example.org/srv/www/img"]))
    .action((remotes: string[], options: MkdirOptions) =>
      eachPath(remotes, options, context, (sftp, path) => sftp.mkdir(path, { recursive: options.parents })),
    );
}
