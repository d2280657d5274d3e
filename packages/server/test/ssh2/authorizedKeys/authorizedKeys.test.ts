import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";

import { authorizedKeys } from "../../../src/ssh2/authorizedKeys/authorizedKeys.ts";
import { anyOf } from "../../../src/ssh2/login/combine.ts";
import { passwords } from "../../../src/ssh2/login/passwords.ts";

const [mine, yours] = [
  ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }),
  ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }),
];

function attempt(username: string, pair: typeof mine) {
  const data = Buffer.from(pair.public.split(" ")[1]!, "base64");
  return {
    username,
    remoteAddress: "::1",
    publicKey: { type: "ecdsa-sha2-nistp256", data, fingerprint: "SHA256:x" },
  };
}

describe("authorizedKeys", () => {
  it("lets in who holds a key of the user's list", async () => {
    for (const source of [
      { ann: mine.public },
      async (username: string) => (username === "ann" ? mine.public : undefined),
    ]) {
      const authenticate = authorizedKeys(source);
      expect(await authenticate(attempt("ann", mine))).toEqual({ restrictions: undefined });
      expect(await authenticate(attempt("ann", yours))).toBe(false);
      expect(await authenticate(attempt("bob", mine))).toBe(false);
      expect(await authenticate(attempt("constructor", mine))).toBe(false);
      expect(await authenticate({ username: "ann", remoteAddress: "::1", password: "x" })).toBe(false);
      expect(authenticate.methods).toEqual(["publickey"]);
    }
  });

  it("refuses an option that it cannot enforce at once, or when the user logs in", async () => {
    const text = `tunnel="1" ${mine.public}`;
    expect(() => authorizedKeys({ ann: text })).toThrow(/option "tunnel": this server cannot enforce it/);
    const authenticate = authorizedKeys(() => text);
    await expect(authenticate(attempt("ann", mine))).rejects.toThrow(/cannot enforce it/);
  });
});

describe("anyOf", () => {
  it("lets in whom one of the ways lets in", async () => {
    const authenticate = anyOf(passwords({ bob: "secret" }), authorizedKeys({ ann: mine.public }));
    expect(authenticate.methods).toEqual(["password", "publickey"]);
    expect(await authenticate(attempt("ann", mine))).toEqual({ restrictions: undefined });
    expect(await authenticate({ username: "bob", remoteAddress: "::1", password: "secret" })).toBe(true);
    expect(await authenticate({ username: "ann", remoteAddress: "::1", password: "secret" })).toBe(false);
  });
});
