import { afterAll, describe, expect, it, vi } from "vitest";

import { longname, SFTPAttributes } from "../src/index.ts";

vi.stubEnv("TZ", "UTC");
afterAll(() => vi.unstubAllEnvs());

const now = Date.UTC(2026, 10, 23, 4, 38);
const DAY = 86_400_000;

const file = (mode: number, size: number | bigint, mtimeMs: number, filename: string) =>
  new SFTPAttributes({ mode, size, uid: 0, gid: 0, atime: 0, mtime: new Date(mtimeMs), filename });

/** The lines in quotes were sent by OpenSSH 9.2's sftp-server for such files. */
describe("longname", () => {
  const root = { user: "root", group: "root", now };

  it.each([
    [
      file(0o104755, 0, now - 10 * DAY, "recent"),
      1,
      "-rwsr-xr-x    1 root     root            0 Nov 13 04:38 recent",
    ],
    [file(0o040755, 4096, now, "."), 3, "drwxr-xr-x    3 root     root         4096 Nov 23 04:38 ."],
    [file(0o041777, 4096, now, ".."), 16, "drwxrwxrwt   16 root     root         4096 Nov 23 04:38 .."],
    [file(0o120777, 1, now, "lnk"), 1, "lrwxrwxrwx    1 root     root            1 Nov 23 04:38 lnk"],
    [file(0o010644, 0, now, "ff"), 1, "prw-r--r--    1 root     root            0 Nov 23 04:38 ff"],
    [
      file(0o107644, 0, now - 182 * DAY, "d182"),
      1,
      "-rwSr-Sr-T    1 root     root            0 May 25 04:38 d182",
    ],
    [
      file(0o100644, 0, now - 183 * DAY, "d183"),
      1,
      "-rw-r--r--    1 root     root            0 May 24  2026 d183",
    ],
    [
      file(0o100644, 0, now + 3 * DAY, "future"),
      1,
      "-rw-r--r--    1 root     root            0 Nov 26  2026 future",
    ],
    [
      file(0o100644, 0, Date.UTC(1960, 0, 1), "old"),
      1,
      "-rw-r--r--    1 root     root            0 Jan  1  1960 old",
    ],
    [
      file(0o100644, 12345678901234n, now, "big"),
      1,
      "-rw-r--r--    1 root     root     12345678901234 Nov 23 04:38 big",
    ],
  ])("writes what OpenSSH writes, case %#", (attributes, nlink, line) => {
    expect(longname(attributes, { ...root, nlink })).toBe(line);
  });

  it("shows the time of day for half a year, 182.5 days, and not for a second longer", () => {
    const half = 182.5 * DAY;
    const noon = Date.UTC(2026, 0, 10, 12);
    const at = (age: number) => longname(file(0o100644, 1, noon, "f"), { now: noon + age });
    expect(at(0)).toMatch(/ Jan 10 12:00 f$/);
    expect(at(half - 1000)).toMatch(/ Jan 10 12:00 f$/);
    expect(at(half)).toMatch(/ Jan 10 {2}2026 f$/);
    expect(at(-1000)).toMatch(/ Jan 10 {2}2026 f$/);
    expect(longname(file(0o100644, 1, noon + 400, "f"), { now: noon + 900 })).toMatch(/ 12:00 f$/);
  });

  it("shows ids where it is told no names, and lets long names push the columns", () => {
    const attributes = new SFTPAttributes({
      mode: 0o100600,
      size: 7,
      uid: 1000,
      gid: 100,
      mtime: now / 1000,
      filename: "f",
    });
    expect(longname(attributes, { now })).toBe("-rw-------    1 1000     100             7 Nov 23 04:38 f");
    expect(longname(attributes, { now, user: "domain\\someone", group: "users", nlink: 1234 })).toBe(
      "-rw-------  1234 domain\\someone users           7 Nov 23 04:38 f",
    );
  });

  it("shows an absent number as 0 and an absent name as ?", () => {
    expect(longname(new SFTPAttributes(), { now })).toBe(
      "?---------    1 0        0               0 Jan  1  1970 ?",
    );
  });

  it("is in local time", () => {
    vi.stubEnv("TZ", "Asia/Tokyo");
    expect(longname(file(0o100644, 0, now, "f"), root)).toMatch(/ Nov 23 13:38 f$/);
    vi.stubEnv("TZ", "UTC");
  });

  it("keeps the name as it is, so that it is the same bytes on the wire", () => {
    expect(longname(file(0o100644, 0, now, "a\udcff\n b"), root)).toMatch(/04:38 a\udcff\n b$/);
  });

  it("uses the present time if it is told none", () => {
    expect(longname(file(0o100644, 0, Date.now() - 1000, "f"))).toMatch(/ \d\d:\d\d f$/);
  });
});
