import { utf8 } from "@sftp/wire";

/** A path on an SSH server, and who logs in there. */
export interface Address {
  /** A host name, an IP address, or an alias of ssh_config. */
  readonly host: string;
  readonly port: number | undefined;
  readonly username: string | undefined;
  /** Absolute, or relative to the start directory, which is `.`. */
  readonly path: string;
}

const URL_START = /^sftp:\/\//i;
const URL_FORM = /^sftp:\/\/(?:([^@/]*)@)?(\[[^\]/]+\]|[^:/[\]]+)(?::(\d{1,5}))?(\/.*)?$/is;
const SCP_FORM = /^(?:([^@/]+)@)?(\[[^\]/]+\]|[^:/[\]]+):(.*)$/s;

/** Whether a text is in one of the two forms of an address; a plain path can be too: `a:b`. */
export function isAddress(text: string): boolean {
  return URL_START.test(text) || SCP_FORM.test(text);
}

/**
 * Reads `sftp://user@host:port/path`, where the path is absolute and `/~/x` is relative to the start directory, or scp's
 * `user@host:path`. An empty path is the start directory. In the first form `%` and two hex digits stand for any byte.
 *
 * @throws TypeError for anything else, and for a password in an address
 */
export function parseAddress(text: string): Address {
  return URL_START.test(text) ? parseUrl(text) : parseScp(text);
}

function parseUrl(text: string): Address {
  const match = URL_FORM.exec(text);
  if (!match) throw new TypeError(`${text} is not in the form sftp://user@host:port/path`);
  const [, username, host = "", port, path = ""] = match;
  if (username?.includes(":")) {
    throw new TypeError(
      "a password in an address can be seen by others on this machine: give it apart, on the command line with " +
        "--password-env",
    );
  }
  return {
    host: withoutBrackets(host),
    port: port === undefined ? undefined : Number(port),
    username: username && decodePercent(username),
    path: fromStartDirectory(decodePercent(path)),
  };
}

/** `/~/x` is `x` in the start directory. */
function fromStartDirectory(path: string): string {
  if (path === "/~") return ".";
  return (path.startsWith("/~/") ? path.slice("/~/".length) : path) || ".";
}

function decodePercent(text: string): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  const decoded = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return utf8.decode(Buffer.from(decoded, "latin1"));
}

function parseScp(text: string): Address {
  const match = SCP_FORM.exec(text);
  if (!match) throw new TypeError(`${text} names no server: write sftp://user@host/path or user@host:path`);
  const [, username, host = "", path = ""] = match;
  return { host: withoutBrackets(host), port: undefined, username, path: path || "." };
}

function withoutBrackets(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}
