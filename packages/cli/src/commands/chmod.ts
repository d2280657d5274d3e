import { type Command, InvalidArgumentError } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

/** `sftp-cli chmod`: sets permissions. */
export function chmod(context: Context): Command {
  return remoteCommand("chmod", "Set the permissions of files and folders.")
    .argument("<mode>", "an octal number like 640", octal)
    .argument("<remote...>", "paths, all on one server")
    .addHelpText("after", examples(["sftp-cli chmod 640 sftp://me@sftp.example.org/srv/www/index.html"]))
    .action((mode: number, remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, (sftp, path) => sftp.chmod(path, mode)),
    );
}

function octal(text: string): number {
  if (!/^[0-7]{1,4}$/.test(text)) throw new InvalidArgumentError("It must be an octal number like 640.");
  return parseInt(text, 8);
}
