import { readFile } from "node:fs/promises";
import { allOf, anyOf, authorizedKeys, type Authenticate, passwords } from "@sftp/sftp";
import { passwordFrom } from "../connection/login.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usageError.ts";

export interface LoginOptions {
  /** A name, or a name and a password with a colon between them. */
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly authorizedKeys?: string;
  /** Whether a key and the password are required; otherwise either is enough. */
  readonly requireBoth?: boolean;
}

/** The one user who may log in, and how. */
export async function whoMayLogIn(
  { user, passwordEnv, authorizedKeys: keysFile, requireBoth = false }: LoginOptions,
  { env }: Pick<Context, "env">,
): Promise<Authenticate> {
  if (user === undefined) throw new UsageError("--port needs --user, and how that user logs in");
  const [, name = "", given] = /^([^:]*)(?::(.*))?$/s.exec(user)!;
  if (name === "") throw new UsageError("--user has no name");
  if (given !== undefined && passwordEnv !== undefined) {
    throw new UsageError("the password is given twice: with --user NAME:PASSWORD and --password-env");
  }
  const password = passwordEnv === undefined ? given : passwordFrom(passwordEnv, env);
  const ways = [
    ...(keysFile === undefined ? [] : [authorizedKeys({ [name]: await readKeys(keysFile) })]),
    ...(password === undefined ? [] : [passwords({ [name]: password })]),
  ];
  if (ways.length === 0) {
    throw new UsageError(
      "--user needs --authorized-keys FILE, --password-env NAME or both, or, for tests, --user NAME:PASSWORD",
    );
  }
  if (requireBoth && ways.length === 1) {
    throw new UsageError("--require-both needs keys (--authorized-keys) and a password (--password-env)");
  }
  return requireBoth ? allOf(...ways) : anyOf(...ways);
}

async function readKeys(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`--authorized-keys ${path} cannot be read: ${(error as Error).message}`);
  }
}
