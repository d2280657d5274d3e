import { join } from "node:path";
import type { HostKeyOptions } from "../hostKeys/hostKeyPolicy.ts";
import { checkHostName } from "../hostKeys/hostPattern.ts";
import { type KnownNames, knownNames } from "../hostKeys/knownHosts.ts";
import { inHome } from "../inHome.ts";
import { ownName } from "../login/loginKeys.ts";
import { collectSettings, type Settings } from "./collectSettings.ts";
import type { Directive } from "./directives.ts";
import { expandCommand, expandPath, expandTokens, type TokenValues } from "./tokens.ts";

/** The value of a keyword that has one. */
function text(settings: Settings, keyword: string): string | undefined {
  return settings.get(keyword)?.values[0];
}

/** Whether a keyword is switched on; it is not where nothing is said. */
function yes(settings: Settings, keyword: string): boolean {
  return /^(yes|true)$/i.test(text(settings, keyword) ?? "no");
}

const SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A time as `ssh` has it (`90`, `1m30s`), in milliseconds; `undefined` where there is none. */
function duration(settings: Settings, keyword: string): number | undefined {
  const value = text(settings, keyword);
  if (value === undefined || value === "none") return undefined;
  if (!/^(\d+[smhdw]?)+$/i.test(value)) throw wrong(settings, keyword, "is no time");
  const parts = [...value.matchAll(/(\d+)([smhdw]?)/gi)];
  const sum = parts.reduce(
    (total, [, count, unit = ""]) => total + Number(count) * SECONDS[unit.toLowerCase()]!,
    0,
  );
  return sum === 0 ? undefined : sum * 1000;
}

/** The port. */
function portNumber(settings: Settings): number | undefined {
  const value = text(settings, "port");
  if (value === undefined) return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535 || Number(value) === 0) {
    throw wrong(settings, "port", "is no port");
  }
  return Number(value);
}

function wrong(settings: Settings, keyword: string, what: string): Error {
  const { text: said, file } = settings.get(keyword)!;
  return new Error(`${keyword} ${said} in ${file} ${what}`);
}

/** What ssh2 takes for one kind of algorithm; an expression picks, of what it knows, what it matches. */
export interface AlgorithmChoice {
  readonly remove?: readonly RegExp[];
  readonly append?: readonly RegExp[];
  readonly prepend?: readonly RegExp[];
}

/** What ssh2 and ssh_config call the kinds of algorithms. */
const KINDS = {
  cipher: "ciphers",
  hmac: "macs",
  kex: "kexalgorithms",
  serverHostKey: "hostkeyalgorithms",
} as const;

/** The algorithms that ssh_config asks for; those that ssh2 does not know are passed over. */
function algorithms(settings: Settings): Partial<Record<keyof typeof KINDS, AlgorithmChoice>> {
  const chosen = Object.entries(KINDS).flatMap(([kind, keyword]) => {
    const value = settings.get(keyword)?.values[0];
    return value === undefined ? [] : [[kind, algorithmChoice(value)]];
  });
  return Object.fromEntries(chosen) as ReturnType<typeof algorithms>;
}

/** A list: instead of the default, or with `+`, `-` or `^` in front added to it, taken from it, or put first in it. */
export function algorithmChoice(value: string): AlgorithmChoice {
  const sign = /^[-+^]/.exec(value)?.[0];
  const named = (sign === undefined ? value : value.slice(1)).split(",").map(patternExpression);
  switch (sign) {
    case "+":
      return { append: named };
    case "-":
      return { remove: named };
    case "^":
      return { remove: named, prepend: named };
    default:
      return { remove: [/^/], append: named };
  }
}

/** A pattern as the expression that ssh2 takes: `*` is any text, `?` any character. */
function patternExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}

/** What ssh_config says about one host. */
export interface HostSettings extends KnownNames {
  /** Where it really is. */
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly hashed: boolean;
  readonly hostKeys: HostKeyOptions & {
    /** Whether the key of an unknown host is refused without a question (`StrictHostKeyChecking yes`). */
    readonly neverAsks?: boolean;
  };
  /** Files with private keys. */
  readonly identity: readonly string[];
  /** Whether these files are named, rather than where `ssh` looks by itself. */
  readonly identityNamed: boolean;
  readonly onlyTheseKeys: boolean;
  readonly agent: string | undefined;
  /** Jump hosts on the way, as `ssh -J` takes them. */
  readonly jump: readonly string[];
  /** A program that leads to the host. */
  readonly proxyCommand: string | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** What ssh2 is told besides. */
  readonly ssh: Readonly<Record<string, unknown>>;
}

/** Where `ssh` looks for keys by itself, in its order. */
const OWN_KEYS = ["id_rsa", "id_ecdsa", "id_ed25519"];

const USER_KNOWN_HOSTS = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"];
const GLOBAL_KNOWN_HOSTS = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];

/**
 * What ssh_config says about a host; what the caller knows already, its port and its user, comes first.
 *
 * @throws Error for a setting that would make the connection unsafe if it were passed over, or makes no sense
 */
export function hostSettings(
  directives: readonly Directive[],
  known: {
    readonly host: string;
    readonly port?: number | undefined;
    readonly username?: string | undefined;
  },
): HostSettings {
  const { host: originalHost } = known;
  const hostName = (so: Settings): string =>
    text(so, "hostname")?.replaceAll("%h", originalHost) ?? originalHost;
  const userOf = (so: Settings): string => known.username ?? text(so, "user") ?? ownName();
  const settings = collectSettings(directives, {
    originalHost,
    hostName,
    username: userOf,
    localUser: ownName(),
  });
  refuseUnsafe(settings);
  const host = hostName(settings);
  const port = known.port ?? portNumber(settings) ?? 22;
  const username = userOf(settings);
  const alias = text(settings, "hostkeyalias")?.toLowerCase();
  checkHostName(host, "HostName in ssh_config");
  if (alias !== undefined) checkHostName(alias, "HostKeyAlias in ssh_config");
  const names = alias === undefined ? knownNames(host, port) : { knownAs: alias };
  const tokens = { originalHost, host, port, username, knownAs: names.knownAs };
  const proxyCommand = settings.get("proxycommand")?.text;
  return {
    host,
    port,
    username,
    ...names,
    hashed: yes(settings, "hashknownhosts"),
    hostKeys: hostKeyOptions(settings, tokens),
    ...identities(settings, tokens),
    onlyTheseKeys: yes(settings, "identitiesonly"),
    agent: agentSocket(settings, tokens),
    jump: jumps(settings, tokens),
    proxyCommand:
      proxyCommand === undefined || proxyCommand === "none" ? undefined : expandCommand(proxyCommand, tokens),
    timeout: duration(settings, "connecttimeout"),
    ssh: sshOptions(settings),
  };
}

function refuseUnsafe(settings: Settings): void {
  const revoked = settings.get("revokedhostkeys");
  if (revoked !== undefined && revoked.text !== "none") {
    throw new Error(
      `RevokedHostKeys in ${revoked.file} is understood only by the system's ssh: connect through it, or list the ` +
        "keys as @revoked in known_hosts",
    );
  }
}

/** `StrictHostKeyChecking no` accepts new keys here too, but no changed one. */
function hostKeyOptions(settings: Settings, tokens: TokenValues): HostSettings["hostKeys"] {
  const user = files(settings, "userknownhostsfile", USER_KNOWN_HOSTS, tokens);
  const global = files(settings, "globalknownhostsfile", GLOBAL_KNOWN_HOSTS, tokens);
  const strict = text(settings, "stricthostkeychecking")?.toLowerCase() ?? "ask";
  const acceptNew = ["accept-new", "no", "off", "false"].includes(strict) && user.length > 0;
  return {
    knownHosts: [...user, ...global],
    ...(acceptNew && { hostKey: "accept-new" }),
    ...(["yes", "true"].includes(strict) && { neverAsks: true }),
  };
}

function files(
  settings: Settings,
  keyword: string,
  otherwise: readonly string[],
  tokens: TokenValues,
): string[] {
  const paths = settings.get(keyword)?.values ?? otherwise;
  return paths.filter((path) => path !== "none").map((path) => expandPath(path, tokens));
}

function identities(
  settings: Settings,
  tokens: TokenValues,
): Pick<HostSettings, "identity" | "identityNamed"> {
  const named = settings.identities;
  if (named.length === 0) {
    return { identity: OWN_KEYS.map((name) => join(inHome("~/.ssh"), name)), identityNamed: false };
  }
  const paths = named.filter((path) => path !== "none").map((path) => expandPath(path, tokens));
  return { identity: paths, identityNamed: true };
}

function agentSocket(settings: Settings, tokens: TokenValues): string | undefined {
  const named = text(settings, "identityagent") ?? "SSH_AUTH_SOCK";
  if (named === "none") return undefined;
  const variable = named === "SSH_AUTH_SOCK" ? named : /^\$(\w+)$/.exec(named)?.[1];
  return (variable === undefined ? expandPath(named, tokens) : process.env[variable]) || undefined;
}

/** A host that is to be reached through itself is not, so that `Host *` may say ProxyJump. */
function jumps(settings: Settings, tokens: TokenValues): string[] {
  const named = text(settings, "proxyjump") ?? "none";
  if (named === "none" || named === tokens.originalHost) return [];
  return expandTokens(named, tokens).split(",");
}

function sshOptions(settings: Settings): Record<string, unknown> {
  const interval = duration(settings, "serveraliveinterval");
  const most = text(settings, "serveralivecountmax");
  return {
    algorithms: algorithms(settings),
    ...(interval !== undefined && { keepaliveInterval: interval }),
    ...(most !== undefined && { keepaliveCountMax: Number(most) }),
  };
}
