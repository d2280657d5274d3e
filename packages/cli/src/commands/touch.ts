import type { Command } from "commander";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

/** `sftp-cli touch`: makes empty files, and gives those that exist the present time. */
export function touch(context: Context): Command {
  return remoteCommand("touch", "Make empty files, and give those that exist the present time.")
    .argument("<remote...>", "files, all on one server")
    .addHelpText("after", examples(["sftp-cli touch sftp://me@sftp.example.org/srv/www/.ready"]))
    .action((remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, async (sftp, path) => {
        if (await sftp.exists(path)) return sftp.utime(path, null);
        const file = await sftp.open(path, "a");
        await file.close();
      }),
    );
}
