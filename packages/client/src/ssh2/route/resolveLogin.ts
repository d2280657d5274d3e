import type { HostSettings } from "../config/hostSettings.ts";
import type { ServerOptions } from "../connectOptions.ts";
import { type Login, type LoginKey, loginKeys, readLoginKey } from "../login/loginKeys.ts";

/**
 * What a login may use: what the options give, else what ssh_config says, else the agent.
 *
 * @throws SFTPError ERR_SFTP_AUTH for keys in the options that cannot be used; those of ssh_config become problems
 */
export async function resolveLogin(
  server: ServerOptions,
  username: string,
  settings: HostSettings | undefined,
): Promise<Login> {
  const { host, password, privateKey, identity, agent, onPrompt } = server;
  const common = { host, username, password, onPrompt };
  const isGiven = [password, privateKey, identity, agent].some((option) => option !== undefined);
  if (isGiven) {
    return { ...common, keys: await loginKeys(server), agent, onlyTheseKeys: false, problems: [] };
  }
  if (settings === undefined) {
    const own = process.env["SSH_AUTH_SOCK"] || undefined;
    return { ...common, keys: [], agent: own, onlyTheseKeys: false, problems: [] };
  }
  const problems: string[] = [];
  const found = settings.identity.map((path) => findKey(path, settings, server, problems));
  const keys = (await Promise.all(found)).flat();
  return {
    ...common,
    keys,
    keysInHome: !settings.identityNamed,
    agent: settings.agent,
    onlyTheseKeys: settings.onlyTheseKeys,
    problems,
  };
}

/** A key that ssh_config names; where only its public half is there, the agent may have the other. */
async function findKey(
  path: string,
  { identityNamed }: HostSettings,
  { passphrase }: ServerOptions,
  problems: string[],
): Promise<LoginKey[]> {
  for (const file of [path, `${path}.pub`]) {
    try {
      return [await readLoginKey(file, passphrase)];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      problems.push((error as Error).message);
      return [];
    }
  }
  if (identityNamed) problems.push(`there is no ${path}`);
  return [];
}
