import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { background } from "../process/background.ts";
import { freePort } from "../process/freePort.ts";
import { listening } from "../process/listening.ts";
import { runOk } from "../process/run.ts";
import type { Endpoint } from "./endpoint.ts";
import { launch } from "./launch.ts";

/** ProFTPD's mod_sftp over a folder. */
export function startProftpd(): Promise<Endpoint> {
  return launch(async ({ account, folder }) => {
    const port = await freePort();
    const config = join(account.folder, "proftpd.conf");
    const users = join(account.folder, "passwd");
    const keys = join(account.folder, "rfc4716_keys");
    const group = (await runOk("id", ["-gn"])).stdout.trim();
    const ids = `${process.getuid!()}:${process.getgid!()}`;
    await writeFile(users, `${account.username}:x:${ids}::${folder}:/bin/sh\n`, { mode: 0o600 });
    await writeFile(keys, (await runOk("ssh-keygen", ["-e", "-f", `${account.identity}.pub`])).stdout);
    await writeFile(
      config,
      `
ModulePath /usr/lib/proftpd
LoadModule mod_tls.c
LoadModule mod_sftp.c
ServerType standalone
DefaultAddress 127.0.0.1
SocketBindTight on
Port ${port}
UseIPv6 off
User ${account.username}
Group ${group}
RootLogin on
UseFtpUsers off
RequireValidShell off
AuthOrder mod_auth_file.c
AuthUserFile ${users}
DefaultRoot ${folder}
PidFile ${join(account.folder, "proftpd.pid")}
ScoreboardFile ${join(account.folder, "scoreboard")}
WtmpLog off
TransferLog none
AllowOverwrite on
AllowStoreRestart on
AllowRetrieveRestart on
SFTPEngine on
SFTPHostKey ${account.hostKey}
SFTPAuthMethods publickey
SFTPAuthorizedUserKeys file:${keys}
`,
    );
    const args = ["--nodaemon", "--debug", "1", "--config", config];
    const server = await background("proftpd", args, { ready: /\bstartup\b|started/i });
    await listening(port);
    return { process: server, port };
  });
}
