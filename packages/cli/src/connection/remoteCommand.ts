import { Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../context.ts";
import { examples as exampleText } from "../help/examples.ts";

/** The options of every command that talks to a server. */
export interface RemoteOptions {
  readonly command?: string;
  readonly openssh?: true;
  /** The port. */
  readonly P?: number;
  readonly identity?: string;
  readonly identityEnv?: string;
  readonly passwordEnv?: string;
  readonly knownHosts?: string;
  readonly hostKey?: string;
  /** Seconds; absent in the shell, whose connection has its timeout already. */
  readonly timeout?: number;
  readonly json?: true;
}

const ADDRESSES = `
A server is named in one of these ways:
  sftp://user@host:port/path   absolute; sftp://user@host/~/path starts in the start directory
  user@host:path               as with scp; a path without a leading / starts in the start directory, as ~/path does
  ALIAS:path                   a host of ~/.ssh/config, with all of its settings
  path                         with --command, which starts a program that speaks SFTP`;

/** Options that only apply where this program itself speaks SSH. */
const OWN_SSH = ["identityEnv", "passwordEnv", "knownHosts", "hostKey"];

/** A command that talks to a server, with the options that say how; in the shell, to the server of the shell. */
export function remoteCommand(
  name: string,
  description: string,
  { session }: Pick<Context, "session">,
): Command {
  const command = new Command(name).description(description);
  if (session === undefined) withConnection(command).addHelpText("after", ADDRESSES);
  return command.option("--json", "machine-readable output: one JSON object per line");
}

/** Adds the options that say how to reach a server. */
export function withConnection(command: Command): Command {
  return command
    .addOption(
      new Option("--command <line>", "speak SFTP with the stdin and stdout of a program").conflicts([
        "openssh",
        "P",
        "identity",
        ...OWN_SSH,
      ]),
    )
    .addOption(new Option("--openssh", "connect with the system's ssh").conflicts(OWN_SSH))
    .option("-P <port>", "connect to this port of the server", port)
    .option("-i, --identity <file>", "log in with this private key")
    .addOption(
      new Option(
        "--identity-env <name>",
        "log in with the private key in this environment variable",
      ).conflicts("identity"),
    )
    .option("--password-env <name>", "log in with the password in this environment variable")
    .option("--known-hosts <file>", "the server's key must be in this file (default: ~/.ssh/known_hosts)")
    .option(
      "--host-key <key>",
      "the fingerprint that the server's key must have (sha256:...); or accept-new, which adds the key of an " +
        "unknown host; or insecure-accept-any",
    )
    .option("--timeout <seconds>", "give up when the server is silent for this long", seconds, 30);
}

/** Adds examples to the help: those of the command line, or, in the shell, those with plain paths. */
export function withExamples(
  command: Command,
  { session }: Pick<Context, "session">,
  lines: readonly string[],
  shellLines: readonly string[] = [],
): Command {
  const shown = session === undefined ? lines : shellLines;
  return shown.length === 0 ? command : command.addHelpText("after", exampleText(shown));
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 65_535)
    throw new InvalidArgumentError("It must be a number from 1 to 65535.");
  return value;
}
