import { spawn } from "node:child_process";
import { SFTPClient } from "../client.ts";
import type { ClientOptions } from "../session/clientContext.ts";
import { ProcessChannel } from "./processChannel.ts";

/** Which program to start. */
export interface ProcessOptions extends ClientOptions {
  /** The program: a path, or a name that is looked up in PATH. No shell sees it. */
  command: string;
  args?: readonly string[] | undefined;
  /** Its working directory. Default: this process's. */
  cwd?: string | undefined;
  /** Its environment. Default: this process's. */
  env?: NodeJS.ProcessEnv | undefined;
  /**
   * Whether the program ignores Ctrl-C, which a terminal sends to every program in its foreground: this process can then
   * end transfers in good order. Needs `/bin/sh`. Default: false.
   */
  ignoresInterrupts?: boolean | undefined;
}

/**
 * Starts a program that speaks SFTP on its stdin and stdout, and a session with it. Closing the client ends the
 * program.
 *
 * @example
 * ```ts
 * const sftp = await connect({ command: "/usr/lib/openssh/sftp-server" });
 * ```
 * @throws SFTPError with what the program printed on stderr, if no session comes about
 */
export async function connect(options: ProcessOptions): Promise<SFTPClient> {
  const { command, args = [], cwd, env, ignoresInterrupts = false, ...rest } = options;
  // What is ignored stays ignored in the program that a shell becomes; Node.js itself resets it.
  const [program, words] = ignoresInterrupts
    ? ["/bin/sh", ["-c", 'trap "" INT; exec "$@"', "sh", command, ...args]]
    : [command, args];
  const channel = new ProcessChannel(spawn(program, words, { cwd, env, stdio: "pipe", windowsHide: true }));
  return SFTPClient.start({ channel, close: () => channel.exited }, rest);
}
