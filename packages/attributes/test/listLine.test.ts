import { afterAll, describe, expect, it, vi } from "vitest";

import { SFTPAttributes, type SFTPAttributesInit } from "../src/index.ts";
import { listLine } from "../src/listLine.ts";

vi.stubEnv("TZ", "UTC");
afterAll(() => vi.unstubAllEnvs());

const now = Date.UTC(2026, 10, 23, 4, 38);
const line = (init: SFTPAttributesInit) => listLine(new SFTPAttributes(init), now);
const RECENT = 15_552_000;
/** The date in the line of a file of this age in seconds. */
const date = (age: number) => line({ mtime: now / 1000 - age }).slice(42, 54);

/** The lines are what paramiko 2.12's `str()` gives for the same attributes, at the same time and in UTC. */
describe("listLine", () => {
  it("[A6] is paramiko's line: mode, 1, uid, gid, size, date, name", () => {
    const mtime = now / 1000 - 60;
    expect(line({ mode: 0o100644, uid: 1000, gid: 100, size: 5, mtime, filename: "a file" })).toBe(
      "-rw-r--r--   1 1000     100             5 23 Nov 04:37 a file",
    );
    expect(line({ mode: 0o041777, uid: 0, gid: 0, size: 4096, mtime: 1_000_000_000, filename: "tmp" })).toBe(
      "drwxrwxrwt   1 0        0            4096 09 Sep 2001  tmp",
    );
    expect(
      line({ mode: 0o100600, uid: 123456789, gid: 987654321, size: 2n ** 60n, mtime, filename: "x" }),
    ).toBe("-rw-------   1 123456789 987654321 1152921504606846976 23 Nov 04:37 x");
  });

  it("[A6] shows what is missing as 0, ? and (unknown date)", () => {
    expect(line({})).toBe("?---------   1 0        0               0 (unknown date) ?");
    expect(line({ mtime: 0xffff_ffff })).toBe("?---------   1 0        0               0 (unknown date) ?");
  });

  it("[A6] shows the time of day within 180 days either side of now", () => {
    expect(date(RECENT)).toBe("27 May 04:38");
    expect(date(RECENT + 1)).toBe("27 May 2026 ");
    expect(date(-RECENT)).toBe("22 May 04:38");
    expect(date(-RECENT - 1)).toBe("22 May 2027 ");
  });

  it("[A6] is in local time", () => {
    vi.stubEnv("TZ", "America/New_York");
    expect(line({ mtime: now / 1000 })).toContain(" 22 Nov 23:38 ");
    vi.stubEnv("TZ", "UTC");
  });
});
