import { homedir, hostname, userInfo } from "node:os";
import { inHome } from "../inHome.ts";

/** What the tokens of ssh_config (TOKENS in its manual) stand for. */
export interface TokenValues {
  /** The host as the user named it, and where it really is. */
  readonly originalHost: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** As whom known_hosts knows the host. */
  readonly knownAs: string;
}

/**
 * Puts in what `%h`, `%p`, `%r` and the others stand for.
 *
 * @throws Error for a token that is not known
 */
export function expandTokens(text: string, values: TokenValues): string {
  return text.replaceAll(/%(.?)/gs, (token, letter: string) => {
    const value = tokenValue(letter, values);
    if (value === undefined) throw new Error(`"${text}" in ssh_config has ${token}, which is not known`);
    return value;
  });
}

function tokenValue(letter: string, values: TokenValues): string | undefined {
  switch (letter) {
    case "%":
      return "%";
    case "h":
      return values.host;
    case "n":
      return values.originalHost;
    case "p":
      return String(values.port);
    case "r":
      return values.username;
    case "k":
      return values.knownAs;
    case "d":
      return homedir();
    case "u":
      return userInfo().username;
    case "i":
      return String(userInfo().uid);
    case "l":
      return hostname();
    case "L":
      return hostname().split(".")[0];
    default:
      return undefined;
  }
}

/** A path: tokens, `${NAME}` of the environment, and `~/` in front. */
export function expandPath(path: string, values: TokenValues): string {
  const withEnvironment = path.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`"${path}" in ssh_config names $${name}, which is not set`);
    return value;
  });
  return inHome(expandTokens(withEnvironment, values));
}

const ACTIVE_IN_SHELLS = /['"`$\\;&<>|(){}\s\p{Cc}]|^-/u;

/**
 * A command of ssh_config, which a shell will run.
 *
 * @throws Error if a name that goes into it could be a command itself
 */
export function expandCommand(command: string, values: TokenValues): string {
  for (const name of [values.originalHost, values.host, values.username]) {
    if (ACTIVE_IN_SHELLS.test(name)) {
      throw new Error(`"${name}" has characters that must not get into ProxyCommand`);
    }
  }
  return expandTokens(command, values);
}
