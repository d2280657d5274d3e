import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseSecondPath, parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

interface LnOptions extends RemoteOptions {
  readonly symbolic?: true;
}

/** `sftp-cli ln`: gives a file a second name, or makes a symbolic link. */
export function ln(context: Context): Command {
  return remoteCommand("ln", "Give a file a second name, or make a symbolic link.")
    .option("-s, --symbolic", "make a symbolic link; its target is stored as it is given")
    .argument("<remote>", "what the link is to lead to")
    .argument("<path>", "the link, on the same server")
    .addHelpText(
      "after",
      examples([
        "sftp-cli ln sftp://me@sftp.example.org/pub/big.iso /pub/second-name.iso",
        "sftp-cli ln -s sftp://me@sftp.example.org/srv/releases/7 /srv/current",
      ]),
    )
    .action(async (remote: string, path: string, options: LnOptions) => {
      const target = parseTarget(remote, options);
      const link = parseSecondPath(path, target);
      await withClient(target, options, context, (sftp) =>
        options.symbolic ? sftp.symlink(target.path, link) : sftp.hardlink(target.path, link),
      );
    });
}
