import { basename } from "node:path/posix";
import type { Command } from "commander";
import type { SFTPClient } from "@sftp/client";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import { parseSecondPath, parseTargets } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { expandRemote, type GlobOptions } from "../glob/remotePaths.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { below } from "../places/below.ts";
import { isRemoteDirectory } from "../transfer/destination.ts";
import { refuseSameNames } from "../transfer/sameDestination.ts";
import { UsageError } from "../usageError.ts";

interface RenameOptions extends RemoteOptions, Pick<GlobOptions, "literal"> {
  readonly force?: true;
  readonly legacy?: true;
}

/** `sftp-cli rename`: renames or moves within a server. */
export function rename(context: Context): Command {
  return moving("rename", "Rename or move a file or directory.", context, false);
}

/** `sftp-cli mv`: as `rename`, but into a destination that is a directory. */
export function mv(context: Context): Command {
  return moving("mv", "Rename a file or directory, or move several into a directory.", context, true);
}

function moving(name: string, description: string, context: Context, goesInto: boolean): Command {
  const inShell = context.session !== undefined;
  const replacing = inShell
    ? "An existing file is replaced, if the server can."
    : "Existing files are not replaced.";
  const command = withLiteral(remoteCommand(name, `${description} ${replacing}`, context))
    .usage(
      `[options] <remote> <path>\n       ${inShell ? "" : "sftp-cli "}${name} [options] <remote...> <directory>`,
    )
    .option("-f, --force", "replace an existing file")
    .argument("<remote>", "what to rename")
    .argument("<remotes...>", "its new path on the same server; before that, more sources for a directory");
  if (inShell) command.option("-l, --legacy", "do not replace an existing file");
  return withExamples(
    command,
    context,
    [
      `sftp-cli ${name} sftp://me@sftp.example.org/pub/old /pub/archive`,
      `sftp-cli ${name} -f sftp://me@sftp.example.org/srv/next.conf /srv/app.conf`,
    ],
    [`${name} draft.txt final.txt`, `${name} *.log old-logs`],
  ).action(async (remote: string, more: string[], options: RenameOptions) => {
    const { target, paths } = parseTargets([remote, ...more.slice(0, -1)], options, context);
    const destination = parseSecondPath(more.at(-1)!, target, options).path;
    const replaces = options.force === true || (inShell && options.legacy !== true);
    await withClient(target, options, context, async (sftp) => {
      const sources = await expandRemote(sftp, paths, options, context);
      const isMany = sources.length > 1 || destination.endsWith("/");
      const isInto = (goesInto || isMany) && (await isRemoteDirectory(sftp, destination, context.signal));
      if (sources.length > 1 && !isInto) {
        throw new UsageError(`${destination} is no directory, and several files cannot become one`);
      }
      if (isInto) refuseSameNames(sources, destination);
      for (const source of sources) {
        const path = isInto ? below(destination, basename(source)) : destination;
        try {
          await move(sftp, source, path, replaces);
        } catch (error) {
          if (context.signal.aborted) throw error;
          context.report(error);
        }
      }
    });
  });
}

async function move(sftp: SFTPClient, source: string, path: string, replaces: boolean): Promise<void> {
  if (replaces && sftp.capabilities.has("posix-rename@openssh.com")) return sftp.posixRename(source, path);
  await sftp.rename(source, path);
}
