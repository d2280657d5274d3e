import { extendedReplies } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

describe("extensions", () => {
  it("statvfs tells all figures, exactly", async () => {
    const session = await openSession(new TreeBackend());
    const reply = session.call("statvfs@openssh.com", { path: "/" });
    expect(await session.extended(extendedReplies.statvfs, reply)).toEqual(new TreeBackend().statvfs("/"));
    await session.end();
  });

  it("space-available tells it in bytes", async () => {
    const session = await openSession(new TreeBackend());
    const reply = session.call("space-available", { path: "/" });
    expect(await session.extended(extendedReplies.spaceAvailable, reply)).toEqual({
      bytesOnDevice: 4_096_000n,
      unusedBytesOnDevice: 2_048_000n,
      bytesAvailableToUser: 3_686_400n,
      unusedBytesAvailableToUser: 1_638_400n,
      bytesPerAllocationUnit: 4096,
    });
    await session.end();
  });

  it("users-groups-by-id names in the order of the ids", async () => {
    const session = await openSession(new TreeBackend());
    const reply = session.call("users-groups-by-id@openssh.com", { uids: [5, 0, 6], gids: [3] });
    expect(await session.extended(extendedReplies.usersGroups, reply)).toEqual({
      users: ["", "root", ""],
      groups: ["group3"],
    });
    await session.end();
  });

  it("[S-16] users-groups-by-id names a bounded number of them, and says so", async () => {
    const session = await openSession(new TreeBackend());
    const ask = (users: number, groups: number) =>
      session.call("users-groups-by-id@openssh.com", {
        uids: Array.from({ length: users }, (_, id) => id),
        gids: Array.from({ length: groups }, (_, id) => id),
      });
    expect(await ask(2_000, 2_096)).toMatchObject({ name: "extendedReply" });
    const { code, message } = await session.get("status", ask(2_000, 2_097));
    expect([code, message]).toEqual([4, "4097 ids were asked for; ask for at most 4096 at once"]);
    await session.end();
  });

  it("home-directory asks the backend, which may not know the user", async () => {
    const session = await openSession({
      homeDirectory: (username) => {
        if (username === "eve") throw Object.assign(new Error(), { code: "ENOENT" });
        return `/home/${username}`;
      },
    });
    const { entries } = await session.get("name", session.call("home-directory", { username: "ann" }));
    expect(entries).toEqual([{ filename: "/home/ann", longname: "", attrs: {} }]);
    expect(await session.status(session.call("home-directory", { username: "eve" }))).toBe(2);
    await session.end();
  });

  it.each([
    ["~", "/home/me"],
    ["~/a/../b", "/home/me/b"],
    ["~ann/x", "/home/ann/x"],
    ["a/b", "/a/b"],
    ["/x~y", "/x~y"],
  ])("expand-path makes %s %s, by home-directory", async (path, expanded) => {
    const session = await openSession(new TreeBackend());
    const { entries } = await session.get("name", session.call("expand-path@openssh.com", { path }));
    expect(entries[0]!.filename).toBe(expanded);
    await session.end();
  });

  it("expand-path is the backend's own where it has one", async () => {
    const session = await openSession({ expandPath: (path) => `/expanded/${path}` });
    const { entries } = await session.get("name", session.call("expand-path@openssh.com", { path: "~x" }));
    expect(entries[0]!.filename).toBe("/expanded/~x");
    await session.end();
  });
});
