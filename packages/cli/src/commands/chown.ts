import { type Command, InvalidArgumentError } from "commander";
import type { SFTPClient } from "@sftp/sftp";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";

/** The ids that are to be set; what is left out stays. */
interface Owner {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** `sftp-cli chown`: sets owner and group. */
export function chown(context: Context): Command {
  return remoteCommand("chown", "Set the owner and group of files and folders.")
    .argument("<owner>", "UID, UID:GID or :GID, as numbers", parseOwner)
    .argument("<remote...>", "paths, all on one server")
    .addHelpText(
      "after",
      examples([
        "sftp-cli chown 1000:1000 sftp://me@sftp.example.org/srv/www/index.html",
        "sftp-cli chown :33 sftp://me@sftp.example.org/srv/www /srv/logs",
      ]),
    )
    .action((owner: Owner, remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, (sftp, path) => setOwner(sftp, path, owner)),
    );
}

/** SFTP can set both only together, so what is to stay is asked for first. */
async function setOwner(sftp: SFTPClient, path: string, { uid, gid }: Owner): Promise<void> {
  const present = uid === undefined || gid === undefined ? await sftp.stat(path) : undefined;
  const [newUid, newGid] = [uid ?? present?.uid, gid ?? present?.gid];
  if (newUid === undefined || newGid === undefined) {
    throw Object.assign(new Error("the server does not tell its owner: give both, UID:GID"), { path });
  }
  await sftp.chown(path, newUid, newGid);
}

function parseOwner(text: string): Owner {
  const [, uid = "", gid = ""] = /^(\d*)(?::(\d*))?$/.exec(text) ?? [];
  if (uid === "" && gid === "")
    throw new InvalidArgumentError("It must be UID, UID:GID or :GID, as numbers.");
  return { uid: uid === "" ? undefined : Number(uid), gid: gid === "" ? undefined : Number(gid) };
}
