import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";

import { generateHostKey } from "../../../src/ssh2/hostKeys.ts";
import { parseAuthorizedKeys } from "../../../src/ssh2/authorizedKeys/parseAuthorizedKeys.ts";

function blob(text: string): Buffer {
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
}

const pairs = {
  ed25519: { public: `ssh-ed25519 ${blob(generateHostKey()).toString("base64")}` },
  rsa: ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }),
  ecdsa: ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }),
};
const key = pairs.ed25519.public;

describe("parseAuthorizedKeys", () => {
  it("takes keys of all kinds, with comments, blank lines and either end of line", () => {
    const text = [
      "# work",
      "",
      `${pairs.ed25519.public} ann@laptop, the old one`,
      `   ${pairs.rsa.public}`,
      "   # home",
      `\t${pairs.ecdsa.public}\tann`,
    ].join("\r\n");
    expect(parseAuthorizedKeys(text, "ann").map(({ data }) => data)).toEqual(
      Object.values(pairs).map((pair) => blob(pair.public)),
    );
    expect(parseAuthorizedKeys("", "ann")).toEqual([]);
  });

  it("takes options that forbid what there is not", () => {
    for (const options of [
      "restrict",
      "no-pty,no-port-forwarding,no-user-rc",
      "No-X11-Forwarding,no-agent-forwarding",
    ]) {
      expect(parseAuthorizedKeys(`${options} ${key}`, "ann")).toMatchObject([{ data: blob(key) }]);
    }
  });

  it.each([
    ['no-pty,environment="A=B"', "environment"],
    ["cert-authority", "cert-authority"],
    ["restrict,port-forwarding", "port-forwarding"],
    ["verify-required", "verify-required"],
  ])("refuses %s loudly", (options, name) => {
    const parse = () => parseAuthorizedKeys(`\n${options} ${key}`, "ann");
    expect(parse).toThrow(
      `authorized_keys of ann, line 2: option "${name}": this server cannot enforce it, so the line is refused`,
    );
  });

  it.each([
    ["ssh-dss AAAA", /option "ssh-dss": this server cannot enforce it/],
    ["ssh-ed25519", /damaged or of another type/],
    ["ssh-ed25519 AAAA", /damaged or of another type/],
    [`ssh-rsa ${key.split(" ")[1]}`, /damaged or of another type than ssh-rsa/],
    ["no-pty", /no key of a type/],
    ["no-pty sk-ssh-ed25519@openssh.com AAAA", /no key of a type/],
  ])("refuses %s", (line, message) => {
    expect(() => parseAuthorizedKeys(line, "ann")).toThrow(message);
  });

  it("shows names without what could play tricks on a terminal", () => {
    expect(() => parseAuthorizedKeys("x\u001b[2J a b", "an\u001bn")).toThrow(
      'authorized_keys of an\\u{1b}n, line 1: option "x\\u{1b}[2J": this server cannot enforce it',
    );
  });
});
