import { type Command, InvalidArgumentError } from "commander";
import type { SFTPClient } from "@sftp/client";
import { eachMatch } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { withLiteral } from "../glob/withLiteral.ts";

/** The ids that are to be set; what is left out stays. */
interface Owner {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

interface ChownOptions extends RemoteOptions {
  readonly link?: true;
}

/** `sftp-cli chown`: sets owner and group. */
export function chown(context: Context): Command {
  const command = owning("chown", "Set the owner and group of files and directories.", context)
    .argument("<owner>", "UID, UID:GID or :GID, as numbers", parseOwner)
    .argument("<remote...>", "paths on one server; globs may be used");
  return withExamples(
    command,
    context,
    [
      "sftp-cli chown 1000:1000 sftp://me@sftp.example.org/srv/www/index.html",
      "sftp-cli chown :33 sftp://me@sftp.example.org/srv/www /srv/logs",
    ],
    ["chown 1000:1000 index.html"],
  ).action((owner: Owner, remotes: string[], options: ChownOptions) =>
    setOwners(owner, remotes, options, context),
  );
}

/** `chgrp` of the shell: sets the group. */
export function chgrp(context: Context): Command {
  return owning("chgrp", "Set the group of files and directories.", context)
    .argument("<group>", "a GID, as a number", parseGroup)
    .argument("<remote...>", "paths; globs may be used")
    .action((owner: Owner, remotes: string[], options: ChownOptions) =>
      setOwners(owner, remotes, options, context),
    );
}

function owning(name: string, description: string, context: Context): Command {
  const command = withLiteral(remoteCommand(name, description, context));
  if (context.session !== undefined) command.option("-h, --link", "of a link, change the link itself");
  return command;
}

function setOwners(owner: Owner, remotes: string[], options: ChownOptions, context: Context): Promise<void> {
  return eachMatch(remotes, options, context, (sftp, path) =>
    setOwner(sftp, path, owner, options.link === true),
  );
}

/** SFTP can set both only together, so what is to stay is asked for first. */
async function setOwner(sftp: SFTPClient, path: string, { uid, gid }: Owner, isLink: boolean): Promise<void> {
  const isPartial = uid === undefined || gid === undefined;
  const present = isPartial ? await (isLink ? sftp.lstat(path) : sftp.stat(path)) : undefined;
  const [newUid, newGid] = [uid ?? present?.uid, gid ?? present?.gid];
  if (newUid === undefined || newGid === undefined) {
    throw Object.assign(new Error("the server does not tell its owner: give both, UID:GID"), { path });
  }
  await (isLink ? sftp.lchown(path, newUid, newGid) : sftp.chown(path, newUid, newGid));
}

function parseOwner(text: string): Owner {
  const [, uid = "", gid = ""] = /^(\d*)(?::(\d*))?$/.exec(text) ?? [];
  if (uid === "" && gid === "")
    throw new InvalidArgumentError("It must be UID, UID:GID or :GID, as numbers.");
  return { uid: uid === "" ? undefined : Number(uid), gid: gid === "" ? undefined : Number(gid) };
}

function parseGroup(text: string): Owner {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a GID, as a number.");
  return { uid: undefined, gid: Number(text) };
}
