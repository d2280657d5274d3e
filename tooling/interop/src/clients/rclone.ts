import { type Outcome, runOk } from "../process/run.ts";
import { client, lines } from "./client.ts";

const lacks = ["resumePut", "resumeGet", "symlink", "chmod", "putPreserving"] as const;

/** rclone with its SFTP backend. */
export const rclone = client(lacks, async ({ host, port, account, knownHosts }) => {
  const settings = {
    host,
    port,
    user: account.username,
    key_file: account.identity,
    known_hosts_file: knownHosts,
    // Nothing but SFTP: it would look for programs that hash on the server.
    shell_type: "none",
    disable_hashcheck: true,
  };
  const remoteName = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const at = (path: string): string => `:sftp,${remoteName.join(",")}:${path}`;
  return {
    put: (local, remote) => run("copyto", local, at(remote)),
    get: (remote, local) => run("copyto", at(remote), local),
    putTree: (local, remote) => run("copy", "--create-empty-src-dirs", local, at(remote)),
    getTree: (remote, local) => run("copy", "--create-empty-src-dirs", at(remote), local),
    async list(remote) {
      const { stdout } = await run("lsf", at(remote));
      return lines(stdout).map((name) => name.replace(/\/$/, ""));
    },
    renameOver: (oldPath, newPath) => run("moveto", at(oldPath), at(newPath)),
  };
});

function run(...args: string[]): Promise<Outcome> {
  return runOk("rclone", ["--config", "/dev/null", ...args]);
}
