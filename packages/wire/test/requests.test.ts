import { describe, expect, it } from "vitest";

import {
  type Effect,
  EXTENDED,
  extensionNames,
  type RequestName,
  type RequestRow,
  requests,
} from "../src/index.ts";

const rows = Object.entries(requests) as [RequestName, RequestRow][];

const by = (wanted: Effect) => rows.filter(([, { effect }]) => effect === wanted).map(([name]) => name);

describe("the table of requests", () => {
  it("has the packet types of the draft", () => {
    const types = rows.filter(([, { type }]) => type !== EXTENDED).map(([name, { type }]) => [type, name]);
    expect(types).toEqual([
      [3, "open"],
      [4, "close"],
      [5, "read"],
      [6, "write"],
      [7, "lstat"],
      [8, "fstat"],
      [9, "setstat"],
      [10, "fsetstat"],
      [11, "opendir"],
      [12, "readdir"],
      [13, "remove"],
      [14, "mkdir"],
      [15, "rmdir"],
      [16, "realpath"],
      [17, "stat"],
      [18, "rename"],
      [19, "readlink"],
      [20, "symlink"],
    ]);
  });

  it("says what each extension's pair in VERSION is", () => {
    const advertised = Object.fromEntries(
      rows.filter(([, { version }]) => version !== undefined).map(([name, { version }]) => [name, version]),
    );
    expect(advertised).toEqual({
      "posix-rename@openssh.com": "1",
      "statvfs@openssh.com": "2",
      "fstatvfs@openssh.com": "2",
      "hardlink@openssh.com": "1",
      "fsync@openssh.com": "1",
      "lsetstat@openssh.com": "1",
      "limits@openssh.com": "1",
      "expand-path@openssh.com": "1",
      "copy-data": "1",
      "home-directory": "1",
      "users-groups-by-id@openssh.com": "1",
      "check-file": "md5,sha1",
      "md5-hash": "1",
      "md5-hash-handle": "1",
      "space-available": "1",
      "copy-file": "1",
    });
  });

  it("lists its extensions", () => {
    expect(extensionNames).toHaveLength(rows.length - 18);
    expect(extensionNames).toContain("check-file-name");
    expect(extensionNames).not.toContain("open");
  });

  it("says which requests change something", () => {
    expect(by("byFlags")).toEqual(["open"]);
    expect(by("write")).toEqual([
      "write",
      "setstat",
      "fsetstat",
      "remove",
      "mkdir",
      "rmdir",
      "rename",
      "symlink",
      "posix-rename@openssh.com",
      "hardlink@openssh.com",
      "fsync@openssh.com",
      "lsetstat@openssh.com",
      "copy-data",
      "copy-file",
    ]);
  });

  it("names a source for every row", () => {
    for (const [, { source }] of rows) expect(source).toMatch(/^(draft-|OpenSSH PROTOCOL 4\.|paramiko)/);
  });
});
