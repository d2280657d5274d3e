import type { Command } from "commander";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import { parseSecondPath, parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";

interface LnOptions extends RemoteOptions {
  readonly symbolic?: true;
}

/** `sftp-cli ln`: gives a file a second name, or makes a symbolic link. */
export function ln(context: Context): Command {
  const command = remoteCommand("ln", "Give a file a second name, or make a symbolic link.", context)
    .option("-s, --symbolic", "make a symbolic link; its target is stored as it is given")
    .argument("<remote>", "what the link leads to")
    .argument("<remoteLink>", "the link, on the same server");
  return withExamples(
    command,
    context,
    [
      "sftp-cli ln sftp://me@sftp.example.org/pub/big.iso /pub/second-name.iso",
      "sftp-cli ln -s sftp://me@sftp.example.org/srv/releases/7 /srv/current",
    ],
    ["ln -s releases/7 current"],
  ).action((remote: string, path: string, options: LnOptions) =>
    link(remote, path, options.symbolic === true, options, context),
  );
}

/** Makes a link on a server. */
export async function link(
  remote: string,
  path: string,
  isSymbolic: boolean,
  options: RemoteOptions,
  context: Context,
): Promise<void> {
  const target = parseTarget(remote, options, context);
  const { path: name } = parseSecondPath(path, target, options);
  await withClient(target, options, context, (sftp) =>
    isSymbolic ? sftp.symlink(target.path, name) : sftp.hardlink(target.path, name),
  );
}
