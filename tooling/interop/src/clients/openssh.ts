import { type Outcome, run, runOk } from "../process/run.ts";
import type { Endpoint } from "../servers/endpoint.ts";
import { client, lines, quoted } from "./client.ts";

/** What every program of OpenSSH needs to log in, and nothing of what the user configured. */
export function opensshOptions({ account, knownHosts }: Endpoint): string[] {
  return [
    ["-F", "none"],
    ["-i", account.identity],
    ["-o", "BatchMode=yes"],
    ["-o", "IdentitiesOnly=yes"],
    ["-o", "StrictHostKeyChecking=yes"],
    ["-o", `UserKnownHostsFile=${knownHosts}`],
  ].flat();
}

/** Runs a batch of commands in OpenSSH's `sftp`; it stops at the first that fails. */
export function sftp(endpoint: Endpoint, commands: readonly string[], cwd?: string): Promise<Outcome> {
  const { host, port, account } = endpoint;
  const args = [...opensshOptions(endpoint), "-P", String(port), `${account.username}@${host}`];
  return batch(args, commands, cwd);
}

/** The same with a program that speaks SFTP on stdin and stdout in the place of a server. */
export function sftpWithProgram(
  program: string,
  commands: readonly string[],
  cwd?: string,
): Promise<Outcome> {
  return batch(["-D", program], commands, cwd);
}

function batch(
  args: readonly string[],
  commands: readonly string[],
  cwd: string | undefined,
): Promise<Outcome> {
  return run("sftp", ["-q", "-b", "-", ...args], { input: `${commands.join("\n")}\n`, cwd });
}

/** OpenSSH's `sftp`. */
export const opensshSftp = client([], async (server) => {
  const command = async (...words: string[]): Promise<Outcome> => {
    const outcome = await sftp(server, [words.join(" ")]);
    if (outcome.code !== 0 || outcome.stderr !== "") throw new Error(`sftp: ${outcome.stderr}`);
    return outcome;
  };
  return {
    put: (local, remote) => command("put", quoted(local), quoted(remote)),
    get: (remote, local) => command("get", quoted(remote), quoted(local)),
    putTree: (local, remote) => command("put -R", quoted(local), quoted(remote)),
    getTree: (remote, local) => command("get -R", quoted(remote), quoted(local)),
    resumePut: (local, remote) => command("reput", quoted(local), quoted(remote)),
    resumeGet: (remote, local) => command("reget", quoted(remote), quoted(local)),
    async list(remote) {
      const { stdout } = await command("ls -1af", quoted(remote));
      const names = lines(stdout).filter((line) => !line.startsWith("sftp> "));
      return names.map((name) => name.replace(/.*\//, "")).filter((name) => name !== "." && name !== "..");
    },
    symlink: (target, path) => command("ln -s", quoted(target), quoted(path)),
    chmod: (path, mode) => command("chmod", mode, quoted(path)),
    renameOver: (oldPath, newPath) => command("rename", quoted(oldPath), quoted(newPath)),
    putPreserving: (local, remote) => command("put -p", quoted(local), quoted(remote)),
  };
});

/** OpenSSH's `scp`, which speaks SFTP since OpenSSH 9. */
export const opensshScp = client(
  ["resumePut", "resumeGet", "list", "symlink", "chmod", "renameOver"],
  async (server) => {
    const { host, port, account } = server;
    const copy = (...args: string[]) =>
      runOk("scp", ["-q", "-P", String(port), ...opensshOptions(server), ...args]);
    const at = (path: string): string => `${account.username}@${host}:${path}`;
    return {
      put: (local, remote) => copy(local, at(remote)),
      get: (remote, local) => copy(at(remote), local),
      putTree: (local, remote) => copy("-r", local, at(remote)),
      getTree: (remote, local) => copy("-r", at(remote), local),
      putPreserving: (local, remote) => copy("-p", local, at(remote)),
    };
  },
);
