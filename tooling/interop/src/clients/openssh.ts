import { type Outcome, run } from "../process/run.ts";
import type { Endpoint } from "../servers/endpoint.ts";

/** What every program of OpenSSH needs to log in, and nothing of what the user configured. */
function opensshOptions({ account, knownHosts }: Endpoint): string[] {
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
