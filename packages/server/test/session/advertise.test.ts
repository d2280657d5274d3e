import { extensionNames, requests } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { advertisedExtensions } from "../../src/session/advertise.ts";
import { readOnly } from "../../src/index.ts";
import { openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const names = (pairs: ReadonlyMap<string, Uint8Array>) => [...pairs.keys()];

describe("advertisedExtensions", () => {
  it("[S3] [F33] names every extension for a backend that has everything, with the versions of the table", async () => {
    const session = await openSession(new TreeBackend());
    const { extensions } = await session.version;
    const withPairs = extensionNames.filter((name) => requests[name].version !== undefined);
    expect(names(extensions)).toEqual(withPairs);
    for (const name of withPairs.filter((each) => each !== "check-file")) {
      expect(Buffer.from(extensions.get(name)!).toString()).toBe(requests[name].version);
    }
    expect(Buffer.from(extensions.get("check-file")!).toString()).toMatch(/^md5,sha1,/);
    await session.end();
  });

  it("names nothing that a backend lacks", () => {
    expect(names(advertisedExtensions({}))).toEqual(["limits@openssh.com"]);
    const { posixRename } = new TreeBackend();
    expect(names(advertisedExtensions({ posixRename }))).toEqual([
      "posix-rename@openssh.com",
      "limits@openssh.com",
    ]);
    expect(names(advertisedExtensions({ open: () => ({}) }))).not.toContain("fsync@openssh.com");
    expect(names(advertisedExtensions({ homeDirectory: () => "/" }))).toContain("expand-path@openssh.com");
  });

  it("names nothing that changes anything where nothing can be changed", () => {
    const left = names(advertisedExtensions(readOnly(new TreeBackend())));
    expect(left).toContain("statvfs@openssh.com");
    expect(left.filter((name) => requests[name as keyof typeof requests].effect !== "read")).toEqual([]);
  });
});
