import ssh2, { type AuthContext, type ParsedKey } from "ssh2";
import { describe, expect, it, vi } from "vitest";

import type { Authenticate, LoginAttempt } from "../../../src/ssh2/login/authentication.ts";
import { generateHostKey } from "../../../src/ssh2/hostKeys.ts";
import { Login } from "../../../src/ssh2/login/login.ts";

function parsed(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

const ed25519 = parsed(generateHostKey());
const rsa = parsed(ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }).private);
const blob = Buffer.from("what is signed");

function context(method: string, more: object = {}) {
  const answers = { accept: vi.fn(), reject: vi.fn() };
  return Object.assign({ method, username: "ann", ...answers, ...more }) as AuthContext & typeof answers;
}

function withKey(key: ParsedKey, more: object = {}) {
  return context("publickey", { key: { algo: key.type, data: key.getPublicSSH() }, ...more });
}

const yes: Authenticate = () => true;

describe("Login", () => {
  it("hands on what was offered, and nothing else", async () => {
    const got: LoginAttempt[] = [];
    const login = new Login((attempt) => (got.push(attempt), false), {
      remoteAddress: "192.0.2.1",
      attempts: 6,
    });
    await login.attempt(context("password", { password: "secret" }));
    await login.attempt(withKey(ed25519));
    const from = { username: "ann", remoteAddress: "192.0.2.1" };
    const fingerprint = expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) as string;
    const publicKey = { type: "ssh-ed25519", data: ed25519.getPublicSSH(), fingerprint };
    expect(got).toEqual([
      { ...from, password: "secret" },
      { ...from, publicKey },
    ]);
  });

  it.each([
    ["no signature, which only asks", ed25519, {}, true],
    ["a right signature", ed25519, { blob, signature: ed25519.sign(blob) }, true],
    [
      "a signature of something else",
      ed25519,
      { blob, signature: ed25519.sign(Buffer.from("other")) },
      false,
    ],
    ["another key's signature", ed25519, { blob, signature: rsa.sign(blob) }, false],
    ["an empty signature", ed25519, { blob, signature: Buffer.alloc(0) }, false],
    ["a signature of nothing", ed25519, { signature: ed25519.sign(blob) }, false],
    ["RSA with SHA-512", rsa, { hashAlgo: "sha512", blob, signature: rsa.sign(blob, "sha512") }, true],
    [
      "RSA with another hash than it says",
      rsa,
      { hashAlgo: "sha256", blob, signature: rsa.sign(blob, "sha512") },
      false,
    ],
    ["RSA with SHA-1", rsa, { blob, signature: rsa.sign(blob) }, false],
    ["RSA with SHA-1, only asked", rsa, {}, false],
  ])("a key with %s", async (_what, key, more, accepted) => {
    const attempt = withKey(key as ParsedKey, more);
    await new Login(yes, { attempts: 6 }).attempt(attempt);
    expect([attempt.accept.mock.calls.length, attempt.reject.mock.calls.length]).toEqual(
      accepted ? [1, 0] : [0, 1],
    );
  });

  it.each(["none", "hostbased", "keyboard-interactive"])("%s is refused without asking", async (method) => {
    const authenticate = vi.fn(yes);
    const attempt = context(method);
    await new Login(authenticate, { attempts: 6 }).attempt(attempt);
    expect(attempt.reject).toHaveBeenCalledWith(["publickey", "password"], false);
    expect(authenticate).not.toHaveBeenCalled();
  });

  it("says only what can succeed, and asks only that", async () => {
    const authenticate: Authenticate = Object.assign(vi.fn(yes), { methods: ["publickey"] as const });
    const attempt = context("password", { password: "x" });
    await new Login(authenticate, { attempts: 6 }).attempt(attempt);
    expect(attempt.reject).toHaveBeenCalledWith(["publickey"], false);
    expect(authenticate).not.toHaveBeenCalled();
  });

  it("a yes that is not quite true, and a change of the password, is a no", async () => {
    for (const [answer, password] of [
      ["yes", "x"],
      [1, "x"],
      [true, { oldPassword: "a", newPassword: "b" }],
    ] as const) {
      const attempt = context("password", { password });
      await new Login(() => answer as true, { attempts: 6 }).attempt(attempt);
      expect(attempt.reject).toHaveBeenCalledTimes(1);
      expect(attempt.accept).not.toHaveBeenCalled();
    }
  });

  it("an authenticate that throws is a no, and is told", async () => {
    const attempt = context("password", { password: "x" });
    const login = new Login(() => Promise.reject(new Error("no database")), { attempts: 6 });
    await expect(login.attempt(attempt)).rejects.toThrow("no database");
    expect(attempt.reject).toHaveBeenCalledTimes(1);
  });

  it("[S-13] ends after so many refusals; asking for the methods is none", async () => {
    const login = new Login(() => false, { attempts: 3 });
    for (const [attempt, exhausted] of [
      [context("none"), false],
      [context("password", { password: "a" }), false],
      [withKey(ed25519), false],
      [context("password", { password: "b" }), true],
    ] as const) {
      await login.attempt(attempt);
      expect(login.exhausted).toBe(exhausted);
    }
  });
});
