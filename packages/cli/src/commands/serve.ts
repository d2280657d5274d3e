import { Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import type { ServePortOptions } from "../serve/servePort.ts";
import { UsageError } from "../usageError.ts";

interface ServeCommandOptions extends Omit<ServePortOptions, "port"> {
  readonly stdio?: true;
  readonly port?: number;
  readonly readOnly?: true;
  readonly umask?: number;
  readonly atomicUploads?: true;
  readonly symlinks?: "contained" | "deny" | "follow";
}

const PORT_ONLY = [
  "host",
  "hostKey",
  "user",
  "passwordEnv",
  "authorizedKeys",
  "requireBoth",
  "audit",
  "grace",
  "loginTimeout",
  "loginAttempts",
  "loginsPerAddress",
  "maxConnections",
  "proxyProtocol",
];

/** `sftp-cli serve`: an SFTP server on stdin and stdout, or on a port. */
export function serve(context: Context): Command {
  return new Command("serve")
    .description("Serve a directory: to one client on stdin and stdout, or to SSH clients on a port.")
    .argument(
      "[dir]",
      'the directory that clients see as "/"; without it, with --stdio only, the whole file system',
    )
    .addOption(new Option("--stdio", "speak SFTP on stdin and stdout").conflicts(["port", ...PORT_ONLY]))
    .option("--port <number>", "listen for SSH on this port; 0 is any that is free", port)
    .option("--host <address>", "the address to listen on (default: 127.0.0.1, only this machine)")
    .option(
      "--host-key <file>",
      "a private key of the server; may be given once for each type (default: new keys each time)",
      collect,
    )
    .option("--user <name>", "who may log in; for tests also NAME:PASSWORD")
    .option("--authorized-keys <file>", "the public keys that the user may log in with")
    .option("--password-env <name>", "the user's password is in this environment variable")
    .option("--require-both", "require a key and the password (default: either is enough)")
    .option("--read-only", "refuse whatever would change something")
    .option("--umask <octal>", "permissions that new files and directories never get", umask)
    .option(
      "--atomic-uploads",
      "a file that is uploaded anew keeps its old content until the upload is complete",
    )
    .addOption(
      new Option(
        "--symlinks <policy>",
        "what becomes of symbolic links below the directory (default: contained)",
      ).choices(["contained", "deny", "follow"]),
    )
    .option("--audit <file>", "append a JSON object for every operation and every login to this file")
    .option("--grace <seconds>", "on SIGTERM, let transfers go on for this long (default: 5)", wholeNumber)
    .option("--login-timeout <seconds>", "how long a login may take (default: 30)", atLeastOne)
    .option(
      "--login-attempts <number>",
      "refused logins until the connection is closed (default: 6)",
      atLeastOne,
    )
    .option(
      "--logins-per-address <number>",
      "connections of one address that are not logged in (default: 10)",
      atLeastOne,
    )
    .option("--max-connections <number>", "connections in all (default: 4096)", atLeastOne)
    .option(
      "--proxy-protocol <from>",
      "expect a PROXY protocol header from this address or network; may be given several times",
      collect,
    )
    .addHelpText(
      "after",
      examples([
        "sftp-cli serve ./public --port 2222 --user guest --authorized-keys ~/.ssh/authorized_keys --read-only",
        "PASSWORD=... sftp-cli serve ./inbox --port 2222 --user me --password-env PASSWORD",
        "sftp -D 'sftp-cli serve --stdio ./public'",
      ]),
    )
    .action(async (dir: string | undefined, options: ServeCommandOptions) => {
      const { stdio, port: number, readOnly, umask: mask, atomicUploads, symlinks } = options;
      const folder = { root: dir, readOnly, umask: mask, atomicUploads, symlinks };
      if (stdio) {
        // Every login starts one of these: it loads no SSH.
        const { serveStdio } = await import("../serve/serveStdio.ts");
        return serveStdio(folder, context);
      }
      if (number === undefined) throw new UsageError("say where to serve: --stdio or --port NUMBER");
      if (dir === undefined)
        throw new UsageError("say which directory to serve: sftp-cli serve DIR --port NUMBER");
      const { servePort } = await import("../serve/servePort.ts");
      await servePort(folder, { ...options, port: number }, context);
    });
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It must be at least 1.");
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return value;
}

function umask(text: string): number {
  if (!/^0?[0-7]{1,3}$/.test(text)) throw new InvalidArgumentError("It must be an octal number like 022.");
  return parseInt(text, 8);
}
