import { GCM } from "./ciphers.ts";
import type { Endpoint } from "./contender.ts";

/** How OpenSSH's programs are told whom to connect to, all but the host: nothing of this machine's own configuration. */
export function sshArguments({ identity, port, username }: Endpoint): string[] {
  const options = [
    `User=${username}`,
    `Port=${port}`,
    `IdentityFile=${identity}`,
    "IdentitiesOnly=yes",
    "BatchMode=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    `Ciphers=${GCM}`,
  ];
  return ["-F", "/dev/null", ...options.flatMap((option) => ["-o", option])];
}
