import { readFile } from "node:fs/promises";
import { authorizedKeys, type Authenticate, passwords } from "@sftp/sftp";
import { passwordFrom } from "../connection/login.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usageError.ts";

export interface LoginOptions {
  /** A name, or a name and a password with a colon between them. */
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly authorizedKeys?: string;
}

/** The one user who may log in, and how. */
export async function whoMayLogIn(
  { user, passwordEnv, authorizedKeys: keysFile }: LoginOptions,
  { env }: Pick<Context, "env">,
): Promise<Authenticate> {
  if (user === undefined) throw new UsageError("--port needs --user, and how that user logs in");
  const [, name = "", password] = /^([^:]*)(?::(.*))?$/s.exec(user)!;
  if (name === "") throw new UsageError("--user has no name");
  const ways = [password, passwordEnv, keysFile].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw new UsageError(
      "--user needs one of --authorized-keys FILE, --password-env NAME, or, for tests, --user NAME:PASSWORD",
    );
  }
  if (keysFile !== undefined) return authorizedKeys({ [name]: await readKeys(keysFile) });
  return passwords({ [name]: password ?? passwordFrom(passwordEnv!, env) });
}

async function readKeys(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`--authorized-keys ${path} cannot be read: ${(error as Error).message}`);
  }
}
