import { afterEach, describe, expect, it, vi } from "vitest";

import { passwords } from "../../../src/ssh2/login/passwords.ts";

const compare = vi.hoisted(() => vi.fn());
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  compare.mockImplementation(crypto.timingSafeEqual);
  return { ...crypto, timingSafeEqual: compare };
});

afterEach(() => {
  compare.mockClear();
});

const from = { remoteAddress: "::1" };

describe("passwords", () => {
  it("lets in who gives the right password, and nobody else", async () => {
    const authenticate = passwords({ ann: "secret", empty: "" });
    expect(await authenticate({ ...from, username: "ann", password: "secret" })).toBe(true);
    expect(await authenticate({ ...from, username: "empty", password: "" })).toBe(true);
    for (const [username, password] of [
      ["ann", "secreT"],
      ["ann", "secret "],
      ["ann", ""],
      ["bob", "secret"],
      ["bob", ""],
      ["bob", "undefined"],
      ["toString", "secret"],
      ["__proto__", ""],
    ] as const) {
      expect(await authenticate({ ...from, username, password })).toBe(false);
    }
    expect(await authenticate({ ...from, username: "ann" })).toBe(false);
    expect(authenticate.methods).toEqual(["password"]);
  });

  it("finds passwords by a function", async () => {
    const authenticate = passwords(async (username) => (username === "ann" ? "secret" : undefined));
    expect(await authenticate({ ...from, username: "ann", password: "secret" })).toBe(true);
    expect(await authenticate({ ...from, username: "bob", password: "secret" })).toBe(false);
  });

  it("[S-14] compares digests of one length for an unknown user as for a wrong password", async () => {
    const authenticate = passwords({ ann: "secret" });
    for (const [username, password] of [
      ["ann", "wrong"],
      ["nobody", "wrong"],
      ["nobody", "wrong".repeat(1000)],
    ] as const) {
      compare.mockClear();
      await authenticate({ ...from, username, password });
      expect(compare).toHaveBeenCalledTimes(1);
      const [one, other] = compare.mock.calls[0] as [Buffer, Buffer];
      expect([one.length, other.length]).toEqual([32, 32]);
    }
  });
});
