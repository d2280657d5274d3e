import { type Outcome, run } from "../process/run.ts";
import type { Endpoint } from "../servers/endpoint.ts";

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
  const args = [...opensshOptions(endpoint), "-P", String(port), "-b", "-", `${account.username}@${host}`];
  return run("sftp", args, { input: `${commands.join("\n")}\n`, cwd });
}
