import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { FsBackend, generateHostKey } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { auditLog } from "../serve/auditLog.ts";
import { servePort } from "../serve/servePort.ts";
import { serveStdio } from "../serve/serveStdio.ts";
import { type LoginOptions, whoMayLogIn } from "../serve/whoMayLogIn.ts";
import { UsageError } from "../usageError.ts";

interface ServeCommandOptions extends LoginOptions {
  readonly stdio?: true;
  readonly port?: number;
  readonly host?: string;
  readonly hostKey?: string;
  readonly readOnly?: true;
  readonly umask?: number;
  readonly audit?: string;
}

const PORT_ONLY = ["host", "hostKey", "user", "passwordEnv", "authorizedKeys", "audit"];

/** `sftp-cli serve`: an SFTP server on stdin and stdout, or on a port. */
export function serve(context: Context): Command {
  return new Command("serve")
    .description("Serve a folder: to one client on stdin and stdout, or to SSH clients on a port.")
    .argument(
      "[dir]",
      'the folder that clients see as "/"; without it, with --stdio only, the whole file system',
    )
    .addOption(new Option("--stdio", "speak SFTP on stdin and stdout").conflicts(["port", ...PORT_ONLY]))
    .option("--port <number>", "listen for SSH on this port; 0 is any that is free", port)
    .option("--host <address>", "the address to listen on (default: 127.0.0.1, only this machine)")
    .option("--host-key <file>", "the server's private key (default: a new one each time)")
    .option("--user <name>", "who may log in; for tests also NAME:PASSWORD")
    .option("--authorized-keys <file>", "the public keys that the user may log in with")
    .option("--password-env <name>", "the user's password is in this environment variable")
    .option("--read-only", "refuse whatever would change something")
    .option("--umask <octal>", "permissions that new files and folders never get", umask)
    .option("--audit <file>", "append a JSON object for every operation to this file")
    .action(async (dir: string | undefined, options: ServeCommandOptions) => {
      const { readOnly, umask: mask } = options;
      if (options.stdio) return serveStdio(new FsBackend({ root: dir, readOnly, umask: mask }), context);
      if (options.port === undefined) throw new UsageError("say where to serve: --stdio or --port NUMBER");
      if (dir === undefined)
        throw new UsageError("say which folder to serve: sftp-cli serve DIR --port NUMBER");
      const authenticate = await whoMayLogIn(options, context);
      const hostKeys = [await hostKey(options)];
      const folder = new FsBackend({ root: dir, readOnly, umask: mask });
      const log = options.audit === undefined ? undefined : await auditLog(folder, options.audit, context);
      const { host, port: number } = options;
      await servePort(
        { host, port: number, hostKeys, authenticate, backend: log?.backend ?? folder },
        context,
      );
      await log?.close();
    });
}

async function hostKey({ hostKey: path }: ServeCommandOptions): Promise<string | Buffer> {
  if (path === undefined) return generateHostKey();
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`--host-key ${path} cannot be read: ${(error as Error).message}`);
  }
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
