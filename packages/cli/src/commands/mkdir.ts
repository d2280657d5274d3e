import type { Command } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";

interface MkdirOptions extends RemoteOptions {
  readonly parents?: true;
}

/** `sftp-cli mkdir`: makes directories. */
export function mkdir(context: Context): Command {
  const command = remoteCommand("mkdir", "Make directories.", context)
    .option("-p, --parents", "also make the directories above them; existing ones are no error")
    .argument("<remote...>", "the new directories, on one server");
  return withExamples(command, context, ["sftp-cli mkdir -p sftp://me@sftp.example.org/srv/www/img"]).action(
    (remotes: string[], options: MkdirOptions) =>
      eachPath(remotes, options, context, (sftp, path) => sftp.mkdir(path, { recursive: options.parents })),
  );
}
