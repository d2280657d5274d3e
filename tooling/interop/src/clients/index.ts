import type { Client } from "./client.ts";
import { curl } from "./curl.ts";
import { lftp } from "./lftp.ts";
import { opensshScp, opensshSftp } from "./openssh.ts";
import { psftp } from "./psftp.ts";
import { asyncssh, paramiko } from "./python.ts";
import { rclone } from "./rclone.ts";
import { netSftp, netSftpForeign, phpseclib } from "./scripts.ts";
import { sshfs } from "./sshfs.ts";

export type { Client, Operation, Operations } from "./client.ts";

/** Every client that the server is tried with, by the name under which its deviations are listed. */
export const clients = {
  "OpenSSH sftp": opensshSftp,
  "OpenSSH scp": opensshScp,
  paramiko: paramiko,
  asyncssh: asyncssh,
  rclone: rclone,
  lftp: lftp,
  curl: curl,
  psftp: psftp,
  sshfs: sshfs,
  "Ruby net-sftp": netSftp,
  phpseclib: phpseclib,
  "Net::SFTP::Foreign": netSftpForeign,
} satisfies Record<string, Client>;

export type ClientName = keyof typeof clients;
