import type { Command } from "commander";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";

/** `sftp-cli touch`: makes empty files, and sets the times of those that exist. */
export function touch(context: Context): Command {
  const description = "Make empty files, and set the times of those that exist to now.";
  const command = withLiteral(remoteCommand("touch", description, context)).argument(
    "<remote...>",
    "files on one server",
  );
  return withExamples(command, context, ["sftp-cli touch sftp://me@sftp.example.org/srv/www/.ready"]).action(
    (remotes: string[], options: RemoteOptions) =>
      eachMatch(remotes, options, context, async (sftp, path) => {
        if (await sftp.exists(path)) return sftp.utime(path, null);
        const file = await sftp.open(path, "a");
        await file.close();
      }),
  );
}
