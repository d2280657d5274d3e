import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

import { CTR, GCM } from "../contenders/ciphers.ts";
import type { Endpoint } from "../contenders/contender.ts";

const SFTP_SERVER = "/usr/lib/openssh/sftp-server";

/** OpenSSH's sshd on loopback, with keys that are made for it. */
export interface Sshd {
  readonly pid: number;
  readonly endpoint: Endpoint;
  stop(): Promise<void>;
}

/** Starts one, with its keys and configuration in `folder`. */
export async function startSshd(folder: string): Promise<Sshd> {
  const identity = join(folder, "identity");
  const hostKey = join(folder, "host_key");
  for (const path of [identity, hostKey]) makeKey(path);
  copyFileSync(`${identity}.pub`, join(folder, "authorized_keys"));
  const port = await freePort();
  const config = join(folder, "sshd_config");
  writeFileSync(config, configuration(folder, hostKey, port));
  // Where the system's sshd was never started, its folder for privilege separation is not there yet.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const child = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  await listening(child);
  const { username } = userInfo();
  return {
    pid: child.pid!,
    endpoint: { host: "127.0.0.1", port, username, identity, sftpServer: SFTP_SERVER },
    async stop() {
      const closed = once(child, "close");
      child.kill();
      await closed;
    },
  };
}

function configuration(folder: string, hostKey: string, port: number): string {
  return [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    `Ciphers ${GCM},${CTR}`,
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    "StrictModes no",
    "UsePAM no",
    "PidFile none",
    "MaxStartups 100",
    `Subsystem sftp ${SFTP_SERVER}`,
    "",
  ].join("\n");
}

function makeKey(path: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", path]);
}

async function listening(child: ChildProcess): Promise<void> {
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-4000);
      if (printed.includes("Server listening")) resolve();
    });
    child.once("error", reject);
    child.once("close", () => reject(new Error(`sshd did not start: ${printed}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
