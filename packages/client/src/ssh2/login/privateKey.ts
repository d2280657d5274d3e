import { createPrivateKey, type KeyObject } from "node:crypto";
import { SFTPError } from "@sftp/wire";
import ssh2, { type ParsedKey } from "ssh2";

const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END OPENSSH PRIVATE KEY-----/;
const PKCS8 = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/;
const ENCRYPTED = /^Proc-Type: 4,ENCRYPTED|-----BEGIN ENCRYPTED PRIVATE KEY-----|^Encryption: (?!none)/m;
const MAGIC = "openssh-key-v1\0";

/** What OpenSSL says of bytes in which it finds no key; one wrong passphrase in 256 gets so far. */
const UNREADABLE = /DECODER routines/;

/** What the text of a key tells without its passphrase. */
export interface KeyText {
  readonly text: string;
  readonly kind: "private" | "public";
  readonly encrypted: boolean;
  /** The public key as it travels in SSH, where it is in the clear. */
  readonly publicKey: Buffer | undefined;
}

/**
 * Reads what a key file says in the clear.
 *
 * @param name the key, for errors
 * @throws SFTPError ERR_SFTP_AUTH for what is no key
 */
export function readKeyText(content: string | Buffer, name: string): KeyText {
  const text = content.toString().trim();
  const envelope = OPENSSH.exec(text)?.[1];
  if (envelope !== undefined) return { text, kind: "private", ...readEnvelope(envelope, name) };
  if (PKCS8.test(text) || /^-----BEGIN (RSA|DSA|EC) PRIVATE KEY-----|^PuTTY-User-Key-File-/m.test(text)) {
    return { text, kind: "private", encrypted: ENCRYPTED.test(text), publicKey: undefined };
  }
  const parsed = first(ssh2.utils.parseKey(text));
  if (parsed instanceof Error) throw unusable(name, "is no private key in OpenSSH's, PEM or PuTTY's form");
  return { text, kind: "public", encrypted: false, publicKey: parsed.getPublicSSH() };
}

/** OpenSSH's form: its name, the cipher, the key derivation and its options, how many keys, and the public key. */
function readEnvelope(base64: string, name: string): Pick<KeyText, "encrypted" | "publicKey"> {
  const bytes = Buffer.from(base64, "base64");
  let at = MAGIC.length;
  const nextField = (): Buffer => {
    const start = at + 4;
    at = start + bytes.readUInt32BE(at);
    return bytes.subarray(start, at);
  };
  try {
    if (bytes.toString("latin1", 0, at) !== MAGIC) throw new RangeError("another format");
    const cipher = nextField().toString("latin1");
    nextField();
    nextField();
    at += 4;
    return { encrypted: cipher !== "none", publicKey: nextField() };
  } catch {
    throw unusable(name, "is damaged");
  }
}

/**
 * The private key in a text, `undefined` if it has another passphrase.
 *
 * @throws SFTPError ERR_SFTP_AUTH if it is encrypted and there is no passphrase, or if it cannot be read
 */
export function parsePrivateKey(
  { text, kind, encrypted }: KeyText,
  name: string,
  passphrase?: string,
): ParsedKey | undefined {
  if (kind === "public") throw unusable(name, "is a public key; the private one is needed");
  if (encrypted && passphrase === undefined) throw unusable(name, "is encrypted: give its passphrase");
  const readable = PKCS8.test(text) ? fromPkcs8(text, passphrase) : text;
  const parsed = readable instanceof Error ? readable : first(ssh2.utils.parseKey(readable, passphrase));
  if (!(parsed instanceof Error)) return parsed;
  // A wrong passphrase shows in that nothing that makes sense comes out.
  if (encrypted && (UNREADABLE.test(parsed.message) || !/support/i.test(parsed.message))) return undefined;
  throw unusable(name, `cannot be read: ${parsed.message}`);
}

/** PEM's newer form, which ssh2 does not read, in one that it does. */
function fromPkcs8(text: string, passphrase: string | undefined): string | Error {
  try {
    const key = createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
    switch (key.asymmetricKeyType) {
      case "rsa":
        return key.export({ type: "pkcs1", format: "pem" }).toString();
      case "ec":
        return key.export({ type: "sec1", format: "pem" }).toString();
      case "ed25519":
        return inOpenSsh(key);
      default:
        return new Error(`keys of the kind ${key.asymmetricKeyType} are not supported`);
    }
  } catch (error) {
    return error as Error;
  }
}

/** An ed25519 key in OpenSSH's form, which is the only one that SSH has for it. */
function inOpenSsh(key: KeyObject): string {
  const { d = "", x = "" } = key.export({ format: "jwk" });
  const publicHalf = Buffer.from(x, "base64url");
  const type = field("ssh-ed25519");
  const publicKey = Buffer.concat([type, field(publicHalf)]);
  const pair = Buffer.concat([Buffer.from(d, "base64url"), publicHalf]);
  // Two equal numbers in front, by which a wrong passphrase would show, no comment, and 1, 2, 3... up to a full block.
  const secret = Buffer.concat([Buffer.alloc(8), type, field(publicHalf), field(pair), field("")]);
  const padding = Buffer.from(Array.from({ length: -secret.length & 7 }, (_, index) => index + 1));
  const whole = Buffer.concat([
    Buffer.from(MAGIC, "latin1"),
    ...["none", "none", ""].map(field),
    Buffer.from([0, 0, 0, 1]),
    field(publicKey),
    field(Buffer.concat([secret, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${whole.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----`;
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function first(parsed: ParsedKey | Error | (ParsedKey | Error)[]): ParsedKey | Error {
  return Array.isArray(parsed) ? (parsed[0] ?? new Error("it holds no key")) : parsed;
}

/** Says why a key cannot be used to log in. */
export function unusable(name: string, what: string): SFTPError {
  return new SFTPError("ERR_SFTP_AUTH", `${name} ${what}`, { operation: "connect" });
}
