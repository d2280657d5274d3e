import { chmod, cp, mkdir, readdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { runOk } from "../process/run.ts";
import { client } from "./client.ts";

/** sshfs: the server mounted as a file system. */
export const sshfs = client(["resumePut", "resumeGet"], async ({ host, port, account, knownHosts }) => {
  const config = join(account.folder, "ssh_config");
  const mount = join(account.folder, "mount");
  await mkdir(mount);
  await writeFile(
    config,
    [
      `IdentityFile ${account.identity}`,
      `UserKnownHostsFile ${knownHosts}`,
      "IdentitiesOnly yes",
      "BatchMode yes",
      "StrictHostKeyChecking yes",
      "",
    ].join("\n"),
  );
  await runOk("sshfs", ["-F", config, "-p", String(port), `${account.username}@${host}:/`, mount]);

  const at = (path: string): string => join(mount, path);
  return {
    put: (local, remote) => cp(local, at(remote)),
    get: (remote, local) => cp(at(remote), local),
    // Not Node's `cp`, for which names are text.
    putTree: (local, remote) => runOk("cp", ["--recursive", local, at(remote)]),
    getTree: (remote, local) => runOk("cp", ["--recursive", at(remote), local]),
    list: (remote) => readdir(at(remote)),
    symlink: (target, path) => symlink(target, at(path)),
    chmod: (path, mode) => chmod(at(path), mode),
    renameOver: (oldPath, newPath) => rename(at(oldPath), at(newPath)),
    putPreserving: (local, remote) => runOk("cp", ["--preserve=mode,timestamps", local, at(remote)]),
    close: () => runOk("fusermount3", ["-u", mount]),
  };
});
