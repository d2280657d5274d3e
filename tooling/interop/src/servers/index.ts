import type { Endpoint } from "./endpoint.ts";
import { startErlang } from "./erlang.ts";
import { startProftpd } from "./proftpd.ts";
import { startAsyncssh, startParamiko } from "./python.ts";
import { sftpCli, startSftpCli } from "./sftpCli.ts";
import { startSshd } from "./sshd.ts";

export type { Endpoint } from "./endpoint.ts";

/** Every server that the client is tried on, by the name under which its deviations are listed. */
export const servers = {
  "OpenSSH sshd": () => startSshd(),
  paramiko: startParamiko,
  asyncssh: startAsyncssh,
  "ProFTPD mod_sftp": startProftpd,
  "Erlang ssh_sftpd": startErlang,
  "sftp-cli serve": () => startSftpCli(),
  "sshd with sftp-cli serve --stdio": () => startSshd(() => `${process.execPath} ${sftpCli} serve --stdio`),
} satisfies Record<string, () => Promise<Endpoint>>;

export type ServerName = keyof typeof servers;
