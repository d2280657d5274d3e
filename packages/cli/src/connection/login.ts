import { readFile } from "node:fs/promises";
import type { ConnectOptions } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { UsageError } from "../usageError.ts";
import type { Host } from "./address.ts";
import { defaultIdentity } from "./defaultIdentity.ts";
import type { RemoteOptions } from "./remoteCommand.ts";

const KNOWN_HOSTS = "~/.ssh/known_hosts";

/** Whom to connect to, as whom, and how to know that it is them. */
export async function login(
  { host, port, username }: Host,
  options: RemoteOptions,
  { env }: Pick<Context, "env">,
): Promise<ConnectOptions> {
  const { knownHosts, hostKey } = options;
  return {
    host,
    port,
    username,
    ...(await credentials(options, env)),
    ...(hostKey === undefined ? { knownHosts: knownHosts ?? KNOWN_HOSTS } : { hostKey }),
  };
}

/** What the user has named, or else what `ssh` would try: the agent's keys and the user's own. */
async function credentials(
  { identity, passwordEnv }: RemoteOptions,
  env: Context["env"],
): Promise<Pick<ConnectOptions, "password" | "privateKey" | "agent">> {
  if (identity === undefined && passwordEnv === undefined) {
    return { privateKey: await defaultIdentity(), agent: env["SSH_AUTH_SOCK"] || undefined };
  }
  return {
    password: passwordEnv === undefined ? undefined : passwordFrom(passwordEnv, env),
    privateKey: identity === undefined ? undefined : await readIdentity(identity),
  };
}

/** The password in an environment variable. */
export function passwordFrom(name: string, env: Context["env"]): string {
  const password = env[name];
  if (!password)
    throw new UsageError(`--password-env ${name}: there is no such environment variable, or it is empty`);
  return password;
}

async function readIdentity(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`--identity ${path} cannot be read: ${(error as Error).message}`);
  }
}
