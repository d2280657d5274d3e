import type { SFTPClient } from "../client.ts";
import type { ClientOptions } from "../client/sessionClient.ts";
import { connect as connectProcess } from "../process/connect.ts";

/** What OpenSSH's own sftp switches off too: nothing but the subsystem is wanted. */
const QUIET = ["ForwardX11=no", "ForwardAgent=no", "PermitLocalCommand=no", "ClearAllForwardings=yes"];

/** Whom to connect to; all that is left out is what ssh_config and `ssh` itself say. */
export interface OpenSshOptions extends ClientOptions {
  /** A host name, or an alias of ssh_config. */
  host: string;
  port?: number | undefined;
  username?: string | undefined;
  /** Further arguments of `ssh`, in front of the host: `["-J", "jump.example.org"]`. */
  args?: readonly string[] | undefined;
  /** The program. Default: `ssh`. */
  command?: string | undefined;
}

/**
 * Connects through the system's `ssh`, so that ssh_config, ProxyJump, agents, hardware keys, certificates and
 * known_hosts work as they do on the command line. It may ask on the terminal, as `ssh` does; `args:
 * ["-oBatchMode=yes"]` forbids that.
 *
 * @example
 * ```ts
 * const sftp = await connect({ host: "backup" });
 * ```
 * @throws SFTPError with what `ssh` printed, if no session comes about
 */
export async function connect(options: OpenSshOptions): Promise<SFTPClient> {
  const { host, port, username, args = [], command = "ssh", ...rest } = options;
  if (host === "" || host.startsWith("-")) throw new TypeError(`"${host}" is no host name`);
  return connectProcess({
    ...rest,
    command,
    args: [
      ...QUIET.flatMap((option) => ["-o", option]),
      ...(port === undefined ? [] : ["-p", String(port)]),
      ...(username === undefined ? [] : ["-l", username]),
      ...args,
      "-s",
      "--",
      host,
      "sftp",
    ],
  });
}
