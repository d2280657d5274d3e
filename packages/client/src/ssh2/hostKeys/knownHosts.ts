import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { inHome } from "../inHome.ts";
import { matchesPatterns } from "./hostPattern.ts";

/** The fingerprint of a public key as `ssh-keygen -l` prints it: `SHA256:` and base64 without padding. */
export function fingerprint(key: Uint8Array): string {
  const digest = createHash("sha256").update(key).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

/** The type of a public key as it names itself: `ssh-ed25519`. */
export function keyType(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return bytes.length < 4 ? "" : bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0));
}

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

/** As whom known_hosts knows a server. */
export interface KnownNames {
  readonly knownAs: string;
  /** The name that a key may also be found by if no key is known by the first one. */
  readonly withoutPort?: string | undefined;
}

/** The names of a server in known_hosts; other ports than 22 are written `[host]:port`. */
export function knownNames(host: string, port: number): KnownNames {
  const name = host.toLowerCase();
  return port === 22 ? { knownAs: name } : { knownAs: `[${name}]:${port}`, withoutPort: name };
}

/** The lines of a known_hosts file that can be read; those of a file that does not exist are none. */
export async function readKnownHosts(path: string): Promise<KnownHost[]> {
  const file = inHome(path);
  const text = await readIfThere(file);
  return text.split("\n").flatMap((line, index) => parseLine(line, file, index + 1));
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Blanks are spaces and tabs, as in `ssh`; at the end of a line there may be a CR. */
function parseLine(text: string, file: string, line: number): KnownHost[] {
  const fields = text.split(/[ \t\r]+/).filter((field) => field !== "");
  const marker = fields[0]?.startsWith("@") ? fields.shift() : undefined;
  const [hosts, type, base64] = fields;
  if (hosts === undefined || hosts.startsWith("#") || type === undefined || base64 === undefined) return [];
  if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") return [];
  const key = keyOf(type, base64);
  return key === undefined ? [] : [{ file, line, marker, hosts, keyType: type, key }];
}

/** The key of a line, unless it is damaged or of another type than the line says. */
function keyOf(type: string, base64: string): Buffer | undefined {
  const key = Buffer.from(base64, "base64");
  const isWhole = key.toString("base64").replace(/=+$/, "") === base64.replace(/=+$/, "");
  return isWhole && keyType(key) === type ? key : undefined;
}

/** Whether a line is about the host of this name. */
export function isAbout({ hosts }: KnownHost, name: string): boolean {
  if (!hosts.startsWith("|")) return matchesPatterns(hosts.toLowerCase().split(","), name);
  const [, scheme, salt, hash] = hosts.split("|");
  if (scheme !== "1" || salt === undefined || hash === undefined) return false;
  return nameHash(name, Buffer.from(salt, "base64")).equals(Buffer.from(hash, "base64"));
}

function nameHash(name: string, salt: Buffer): Buffer {
  return createHmac("sha1", salt).update(name).digest();
}

/**
 * Adds a host's key to a known_hosts file, in one write at its end, so that whoever does the same at the same time
 * loses nothing. A file that does not exist, and its folder, are made for the user alone.
 *
 * @param hashed whether the file shall not tell the host's name to its readers
 */
export async function addKnownHost(path: string, name: string, key: Buffer, hashed: boolean): Promise<void> {
  const file = inHome(path);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const before = await readIfThere(file);
  const lineEnd = before === "" || before.endsWith("\n") ? "" : "\n";
  const line = `${hashed ? hashedName(name) : name} ${keyType(key)} ${key.toString("base64")}\n`;
  const handle = await open(file, "a", 0o600);
  try {
    await handle.write(lineEnd + line);
  } finally {
    await handle.close();
  }
}

/** `|1|salt|hash`: base64, the hash an HMAC-SHA1 of the name under the salt. */
function hashedName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString("base64")}|${nameHash(name, salt).toString("base64")}`;
}
