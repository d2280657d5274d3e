import type { Contender } from "./contender.ts";
import { curl } from "./curl.ts";
import { lftp } from "./lftp.ts";
import { opensshSftp, opensshSftpPipe } from "./opensshSftp.ts";
import { oursAtomic } from "./oursAtomic.ts";
import { oursNodeStreams } from "./oursNodeStreams.ts";
import { oursOpenssh } from "./oursOpenssh.ts";
import { oursProcess } from "./oursProcess.ts";
import { oursSsh2 } from "./oursSsh2.ts";
import { oursWebStreams } from "./oursWebStreams.ts";
import { asyncssh, paramiko } from "./python.ts";
import { rawChannel, rawChannelDiscarding } from "./rawChannel.ts";
import { rclone } from "./rclone.ts";
import { ssh2, ssh2Best } from "./ssh2.ts";
import { ssh2SftpClient, ssh2SftpClientStreams } from "./ssh2SftpClient.ts";

/** All of them; ratios are to the first. */
export const contenders: readonly Contender[] = [
  oursSsh2,
  oursAtomic,
  oursNodeStreams,
  oursWebStreams,
  oursOpenssh,
  oursProcess,
  rawChannel,
  rawChannelDiscarding,
  ssh2,
  ssh2Best,
  ssh2SftpClient,
  ssh2SftpClientStreams,
  opensshSftp,
  opensshSftpPipe,
  paramiko,
  asyncssh,
  lftp,
  rclone,
  curl,
];
