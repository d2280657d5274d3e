import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** A line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly marker: "@revoked" | "@cert-authority" | undefined;
  /** Host patterns with commas between them, or one hashed name. */
  readonly hosts: string;
  readonly keyType: string;
  readonly key: Buffer;
}

/** The lines of a known_hosts file that can be read; those of a file that does not exist are none. */
export async function readKnownHosts(path: string): Promise<KnownHost[]> {
  const file = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text.split("\n").flatMap((line, index) => parseLine(line, file, index + 1));
}

function parseLine(text: string, file: string, line: number): KnownHost[] {
  const fields = text.trim().split(/\s+/);
  const marker = fields[0]?.startsWith("@") ? fields.shift() : undefined;
  const [hosts, keyType, key] = fields;
  if (hosts === undefined || hosts.startsWith("#") || keyType === undefined || key === undefined) return [];
  if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") return [];
  return [{ file, line, marker, hosts, keyType, key: Buffer.from(key, "base64") }];
}

/** Whether a line is about this host; other ports than 22 are written `[host]:port`. */
export function isAbout({ hosts }: KnownHost, host: string, port: number): boolean {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  if (hosts.startsWith("|")) return matchesHash(hosts, name);
  let matches = false;
  for (const pattern of hosts.toLowerCase().split(",")) {
    const negated = pattern.startsWith("!");
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

/** `|1|salt|hash`: base64, the hash an HMAC-SHA1 of the name under the salt. */
function matchesHash(hashed: string, name: string): boolean {
  const [, scheme, salt, hash] = hashed.split("|");
  if (scheme !== "1" || salt === undefined || hash === undefined) return false;
  const digest = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return digest.equals(Buffer.from(hash, "base64"));
}

/** `*` is anything, `?` one character. */
function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(name);
}
