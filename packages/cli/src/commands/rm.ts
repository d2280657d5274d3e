import type { Command } from "commander";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";

interface RmOptions extends RemoteOptions {
  readonly recursive?: true;
  readonly force?: true;
}

/** `sftp-cli rm`: removes files and links, or whole trees. */
export function rm(context: Context): Command {
  const command = withLiteral(remoteCommand("rm", "Remove files, and links but not their targets.", context))
    .option("-r, --recursive", "also remove directories with everything in them; never /, . or ..")
    .option("-f, --force", "what does not exist is no error")
    .argument("<remote...>", "what to remove, on one server; globs may be used");
  return withExamples(
    command,
    context,
    [
      "sftp-cli rm sftp://me@sftp.example.org/pub/old.iso /pub/older.iso",
      "sftp-cli rm 'sftp://me@sftp.example.org/var/log/*.gz'",
      "sftp-cli rm -r me@sftp.example.org:scratch",
    ],
    ["rm *.tmp", "rm -r scratch"],
  ).action((remotes: string[], options: RmOptions) =>
    eachMatch(remotes, options, context, (sftp, path) => {
      const { recursive, force } = options;
      const { signal } = context;
      if (recursive) refuseRoots(path);
      return recursive || force ? sftp.rm(path, { recursive, force, signal }) : sftp.remove(path, { signal });
    }),
  );
}

/** Refuses what rm(1) refuses: an empty variable in a script must not remove everything. */
function refuseRoots(path: string): void {
  const last = path.replace(/\/+$/, "").split("/").at(-1)!;
  if (!["", ".", ".."].includes(last)) return;
  const words = "/, . and .. are not removed: name what is to go, or a glob for all of it";
  throw Object.assign(new Error(words), { code: "EINVAL", path });
}
