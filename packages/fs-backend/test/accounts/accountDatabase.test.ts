import { describe, expect, it, vi } from "vitest";

import { AccountDatabase } from "../../src/accounts/accountDatabase.ts";

/** What getent was asked, and what it answers. */
const service = vi.hoisted(() => ({ asked: [] as string[][], lines: [] as string[] }));

vi.mock(import("../../src/accounts/getent.ts"), () => ({
  async getent(database: string, keys: readonly string[]) {
    service.asked.push([database, ...keys]);
    await Promise.resolve();
    return service.lines.filter((line) => keys.some((key) => line.split(":").includes(key)));
  },
}));

describe("AccountDatabase", () => {
  it("knows at once what stands in the file", () => {
    const users = new AccountDatabase("passwd");
    expect(users.find(0)).toEqual(expect.arrayContaining(["root", "0"]));
    expect(users.find("root")).toEqual(users.find(0));
    expect(new AccountDatabase("group").find(0)).toEqual(expect.arrayContaining(["0"]));
    expect(service.asked).toEqual([]);
  });

  it("asks a directory service for the rest, once, and for all together that is asked in the meantime", async () => {
    service.asked = [];
    service.lines = ["far.away:x:70001:70001::/home/far:", "next:x:70002:70002::/home/next:"];
    const users = new AccountDatabase("passwd");
    const first = [users.find(70001), users.find("next"), users.find(70001)];
    expect((await first[0])?.[0]).toBe("far.away");
    expect((await first[1])?.[2]).toBe("70002");
    expect(await first[2]).toBe(await first[0]);
    expect(await Promise.all([users.find(70003), users.find("nobody.here")])).toEqual([undefined, undefined]);
    expect(users.find(70003)).toBeUndefined();
    expect(service.asked).toEqual([
      ["passwd", "70001", "next"],
      ["passwd", "70003", "nobody.here"],
    ]);
  });

  it("never asks for what could be more than a name", () => {
    service.asked = [];
    const users = new AccountDatabase("passwd");
    for (const name of ["", "-s", "a b", "a;b", "a/../b", "ä", "*"]) expect(users.find(name)).toBeUndefined();
    expect(service.asked).toEqual([]);
  });

  it("asks again after a minute", async () => {
    vi.useFakeTimers();
    service.asked = [];
    service.lines = [];
    const users = new AccountDatabase("passwd");
    expect(await users.find(70001)).toBeUndefined();
    service.lines = ["late:x:70001:70001:::"];
    expect(users.find(70001)).toBeUndefined();
    vi.setSystemTime(Date.now() + 61_000);
    expect((await users.find(70001))?.[0]).toBe("late");
    vi.useRealTimers();
  });
});
