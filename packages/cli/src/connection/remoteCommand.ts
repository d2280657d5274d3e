import { Command, InvalidArgumentError, Option } from "commander";

/** The options of every command that talks to a server. */
export interface RemoteOptions {
  readonly command?: string;
  readonly openssh?: true;
  readonly identity?: string;
  readonly passwordEnv?: string;
  readonly knownHosts?: string;
  readonly hostKey?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: true;
}

const ADDRESSES = `
A server is named in one of these ways:
  sftp://user@host:port/path   absolute; sftp://user@host/~/path starts in the start directory
  user@host:path               as scp has it; what does not start with / starts in the start directory
  ALIAS:path                   a host of ~/.ssh/config, with all that is said about it there
  path                         with --command, which starts a program that speaks SFTP`;

/** Options that only mean something where SSH is spoken by this program itself. */
const OWN_SSH = ["passwordEnv", "knownHosts", "hostKey"];

/** A command that talks to a server, with the options that say how. */
export function remoteCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(
      new Option("--command <line>", "speak SFTP with a program's stdin and stdout").conflicts([
        "openssh",
        "identity",
        ...OWN_SSH,
      ]),
    )
    .addOption(new Option("--openssh", "connect with the system's ssh").conflicts(OWN_SSH))
    .option("--identity <file>", "log in with this private key")
    .option("--password-env <name>", "log in with the password in this environment variable")
    .option("--known-hosts <file>", "where the server's key must be listed (default: ~/.ssh/known_hosts)")
    .option(
      "--host-key <key>",
      "the fingerprint that the server's key must have (sha256:...), or accept-new, which adds the key of a host " +
        "that is not known yet, or insecure-accept-any",
    )
    .option("--timeout <seconds>", "how long the server may be silent", seconds, 30)
    .option("--json", "print what programs can read")
    .addHelpText("after", ADDRESSES);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return value;
}
