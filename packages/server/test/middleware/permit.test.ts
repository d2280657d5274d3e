import { describe, expect, it } from "vitest";

import { allow, deny } from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const backend = () => {
  const tree = new TreeBackend();
  tree.put("/file", "content");
  tree.put("/secret/file", "content");
  return tree;
};

describe("allow", () => {
  it("lets only what is named through, and files be closed", async () => {
    const session = await openSession(allow(backend(), ["open", "read"]));
    const handle = await session.open("/file", OpenFlags.READ);
    expect((await session.call("read", { handle, offset: 0, length: 1 })).name).toBe("data");
    expect(await session.status(session.call("fstat", { handle }))).toBe(3);
    expect(await session.status(session.call("stat", { path: "/file" }))).toBe(3);
    expect(await session.status(session.call("opendir", { path: "/" }))).toBe(3);
    expect(await session.status(session.call("close", { handle }))).toBe(0);
    await session.end();
  });
});

describe("deny", () => {
  it("refuses what is named, by paths and on open files alike", async () => {
    const session = await openSession(deny(backend(), ["remove", "chattr"]));
    const handle = await session.open("/file", OpenFlags.READ);
    expect(await session.status(session.call("remove", { path: "/file" }))).toBe(3);
    expect(await session.status(session.call("setstat", { path: "/file", attrs: {} }))).toBe(3);
    expect(await session.status(session.call("fsetstat", { handle, attrs: {} }))).toBe(3);
    expect((await session.call("stat", { path: "/file" })).name).toBe("attrs");
    await session.end();
  });

  it("refuses by a rule of one's own", async () => {
    const hidden = deny(backend(), ({ paths }) => paths.some((path) => path.startsWith("/secret")));
    const session = await openSession(hidden);
    expect(await session.status(session.call("stat", { path: "/secret/file" }))).toBe(3);
    expect(await session.status(session.call("stat", { path: "/x/../secret/file" }))).toBe(3);
    const paths = { oldPath: "/file", newPath: "/secret/file" };
    expect(await session.status(session.call("rename", paths))).toBe(3);
    expect((await session.call("stat", { path: "/file" })).name).toBe("attrs");
    await session.end();
  });
});
