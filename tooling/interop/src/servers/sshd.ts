import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { background } from "../process/background.ts";
import { freePort } from "../process/freePort.ts";
import { program } from "../process/program.ts";
import type { Endpoint } from "./endpoint.ts";
import { launch } from "./launch.ts";

/**
 * OpenSSH's sshd, for key authentication of the user who runs the tests.
 *
 * @param subsystem the command behind the subsystem `sftp` for a folder; default OpenSSH's own sftp-server
 * @param settings lines of sshd_config that come before the others, and so win
 */
export function startSshd(
  subsystem: (folder: string) => string = () => program("sftp-server"),
  settings: readonly string[] = [],
): Promise<Endpoint> {
  return launch(async ({ account, folder }) => {
    const port = await freePort();
    const config = join(account.folder, "sshd_config");
    await writeFile(
      config,
      [
        ...settings,
        "ListenAddress 127.0.0.1",
        `Port ${port}`,
        `HostKey ${account.hostKey}`,
        `AuthorizedKeysFile ${account.authorizedKeys}`,
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
        "StrictModes no",
        "UsePAM no",
        "PidFile none",
        "MaxStartups 100",
        `Subsystem sftp ${subsystem(folder)}`,
        "",
      ].join("\n"),
    );
    // Where the system's sshd was never started, its folder for privilege separation is not there yet.
    if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
    const sshd = await background("sshd", ["-D", "-e", "-f", config], { ready: /Server listening on/ });
    return { process: sshd, port, remoteFolder: folder };
  });
}
