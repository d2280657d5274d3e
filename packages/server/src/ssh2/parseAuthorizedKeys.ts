import { escapeName } from "@sftp/wire";

/** Options that forbid what this server does not have anyway. */
const HARMLESS = new Set([
  "restrict",
  "no-agent-forwarding",
  "no-port-forwarding",
  "no-pty",
  "no-user-rc",
  "no-x11-forwarding",
]);

const KEY = /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521))$/;

/** Words of a line, where a quoted part with `\"` in it may hold blanks. */
const WORDS = /(?:"(?:\\"|[^"])*"|[^\s"])+/g;

/**
 * The keys in an `authorized_keys` file (sshd(8)), as they travel in SSH.
 *
 * @param username whose file it is, for the message
 * @throws Error naming the line, for an option that would be passed over otherwise, and for what is no key
 */
export function parseAuthorizedKeys(text: string, username: string): Buffer[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const words = line.match(WORDS) ?? [];
    if (words.length === 0 || words[0]!.startsWith("#")) return [];
    const where = `authorized_keys of ${escapeName(username)}, line ${index + 1}`;
    if (!KEY.test(words[0]!)) checkOptions(words.shift()!, where);
    const [type = "", data = ""] = words;
    if (!KEY.test(type)) throw new Error(`${where}: there is no key of a type that this server knows`);
    const key = Buffer.from(data, "base64");
    if (key.toString("latin1", 4, 4 + type.length) !== type) {
      throw new Error(`${where}: the key is damaged or of another type than ${type}`);
    }
    return [key];
  });
}

function checkOptions(options: string, where: string): void {
  for (const option of options.match(/(?:"(?:\\"|[^"])*"|[^,"])+/g) ?? []) {
    const [name = ""] = option.split("=");
    if (!HARMLESS.has(name.toLowerCase())) {
      throw new Error(
        `${where}: this server cannot enforce the option "${escapeName(name)}", so the line is refused; remove the option or the line`,
      );
    }
  }
}
