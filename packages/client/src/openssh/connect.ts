import { isSFTPError, SFTPError } from "@sftp/wire";
import type { SFTPClient } from "../client.ts";
import type { ClientOptions } from "../session/clientContext.ts";
import { list } from "../ssh2/inHome.ts";
import { connect as connectProcess } from "../process/connect.ts";

/** What OpenSSH's own sftp switches off too: nothing but the subsystem is wanted. */
const QUIET = ["ForwardX11=no", "ForwardAgent=no", "PermitLocalCommand=no", "ClearAllForwardings=yes"];

/** Whom to connect to; all that is left out is what ssh_config and `ssh` itself say. */
export interface OpenSshOptions extends ClientOptions {
  /** A host name, or an alias of ssh_config. */
  host: string;
  port?: number | undefined;
  username?: string | undefined;
  /** Files with private keys, tried before those that `ssh` tries by itself. */
  identity?: string | readonly string[] | undefined;
  /** Further arguments of `ssh`, in front of the host: `["-J", "jump.example.org"]`. */
  args?: readonly string[] | undefined;
  /** The program. Default: `ssh`. */
  command?: string | undefined;
  /** Whether `ssh` ignores Ctrl-C, as with OpenSSH's own sftp; see `ProcessOptions`. Default: false. */
  ignoresInterrupts?: boolean | undefined;
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
 * @throws SFTPError with what `ssh` printed, if no session comes about: ERR_SFTP_HOST_KEY if it refused the server's key,
 *   ERR_SFTP_AUTH if nobody was let in
 */
export async function connect(options: OpenSshOptions): Promise<SFTPClient> {
  const { host, port, username, identity, args = [], command = "ssh", ...rest } = options;
  if (host === "" || host.startsWith("-")) throw new TypeError(`"${host}" is no host name`);
  const connecting = connectProcess({
    ...rest,
    command,
    args: [
      ...QUIET.flatMap((option) => ["-o", option]),
      ...(port === undefined ? [] : ["-p", String(port)]),
      ...(username === undefined ? [] : ["-l", username]),
      ...list(identity).flatMap((file) => ["-i", file]),
      ...args,
      "-s",
      "--",
      host,
      "sftp",
    ],
  });
  return connecting.catch((error: unknown) => {
    throw explained(error);
  });
}

/** What `ssh` prints where it refuses a server, or a server refuses it. */
const REFUSALS: readonly [RegExp, code: string][] = [
  [/host key verification failed/i, "ERR_SFTP_HOST_KEY"],
  [/permission denied|too many authentication failures/i, "ERR_SFTP_AUTH"],
];

/** The same error with the code that says why, as far as the words of `ssh` tell. */
function explained(error: unknown): unknown {
  if (!isSFTPError(error)) return error;
  const code = REFUSALS.find(([words]) => words.test(error.message))?.[1];
  return code === undefined
    ? error
    : new SFTPError(code, error.message, { operation: "connect", cause: error });
}
