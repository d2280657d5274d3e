import { type Command, InvalidArgumentError } from "commander";
import type { SFTPClient } from "@sftp/client";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { type ModeChange, parseMode } from "../modes.ts";

interface ChmodOptions extends RemoteOptions {
  readonly link?: true;
}

/** `sftp-cli chmod`: sets permissions. */
export function chmod(context: Context): Command {
  const command = withLiteral(
    remoteCommand("chmod", "Set the permissions of files and directories.", context),
  )
    .argument("<mode>", "an octal number like 640, or symbolic like u+x,go-w", mode)
    .argument("<remote...>", "paths on one server; globs may be used");
  if (context.session !== undefined) command.option("-h, --link", "of a link, change the link itself");
  return withExamples(
    command,
    context,
    [
      "sftp-cli chmod 640 sftp://me@sftp.example.org/srv/www/index.html",
      "sftp-cli chmod go-w 'sftp://me@sftp.example.org/srv/www/*'",
    ],
    ["chmod 640 index.html", "chmod u+x,go-w bin/*"],
  ).action((change: ModeChange, remotes: string[], options: ChmodOptions) =>
    eachMatch(remotes, options, context, (sftp, path) => setMode(sftp, path, change, options.link === true)),
  );
}

async function setMode(sftp: SFTPClient, path: string, change: ModeChange, isLink: boolean): Promise<void> {
  const set = (bits: number): Promise<void> => (isLink ? sftp.lchmod(path, bits) : sftp.chmod(path, bits));
  if ("mode" in change) return set(change.mode);
  const present = await (isLink ? sftp.lstat(path) : sftp.stat(path));
  if (present.mode === undefined) {
    const words = "the server does not tell its permissions: write the new ones as a number";
    throw Object.assign(new Error(words), { path });
  }
  await set(change.apply(present.mode, present.isDirectory(), process.umask()));
}

function mode(text: string): ModeChange {
  try {
    return parseMode(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
