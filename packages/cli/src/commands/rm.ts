import type { Command } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

interface RmOptions extends RemoteOptions {
  readonly recursive?: true;
}

/** `sftp-cli rm`: removes files and links, or whole trees. */
export function rm(context: Context): Command {
  return remoteCommand("rm", "Remove files, and links but not their targets.")
    .option("-r, --recursive", "remove folders too, with all that is in them")
    .argument("<remote...>", "what to remove, all on one server")
    .addHelpText(
      "after",
      examples([
        "sftp-cli rm sftp://me@sftp.example.org/pub/old.iso /pub/older.iso",
        "sftp-cli rm -r me@sftp.example.org:scratch",
      ]),
    )
    .action((remotes: string[], options: RmOptions) =>
      eachPath(remotes, options, context, (sftp, path) =>
        options.recursive
          ? sftp.rm(path, { recursive: true, signal: context.signal })
          : sftp.remove(path, { signal: context.signal }),
      ),
    );
}
