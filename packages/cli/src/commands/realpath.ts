import type { Command } from "commander";
import { escapeName } from "@sftp/sftp";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** `sftp-cli realpath`: the canonical absolute form of a path. */
export function realpath(context: Context): Command {
  return remoteCommand("realpath", "Print the absolute path that the server makes of a path.")
    .argument("<remote>", "a path on a server")
    .addHelpText("after", examples(["sftp-cli realpath me@sftp.example.org:."]))
    .action(async (remote: string, options: RemoteOptions) => {
      const target = parseTarget(remote, options);
      const path = await withClient(target, options, context, (sftp) => sftp.normalize(target.path));
      context.stdout.write(options.json ? jsonLine({ path }) : `${escapeName(path)}\n`);
    });
}
