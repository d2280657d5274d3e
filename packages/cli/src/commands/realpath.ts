import { escapeName } from "@sftp/wire";
import type { Command } from "commander";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** `sftp-cli realpath`: the canonical absolute form of a path. */
export function realpath(context: Context): Command {
  const command = remoteCommand(
    "realpath",
    "Print the absolute form of a path, as the server has it.",
    context,
  );
  return withExamples(command.argument("<remote>", "a path on a server"), context, [
    "sftp-cli realpath me@sftp.example.org:.",
  ]).action(async (remote: string, options: RemoteOptions) => {
    const target = parseTarget(remote, options, context);
    const path = await withClient(target, options, context, (sftp) => sftp.normalize(target.path));
    context.stdout.write(options.json ? jsonLine({ path }) : `${escapeName(path)}\n`);
  });
}
