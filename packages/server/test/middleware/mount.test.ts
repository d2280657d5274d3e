import { describe, expect, it } from "vitest";

import { mount } from "../../src/index.ts";
import { OpenFlags, openSession, type TestSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT } = OpenFlags;

async function serve() {
  const [root, inbox, deep] = [new TreeBackend(), new TreeBackend(), new TreeBackend()];
  root.put("/file", "of root");
  root.put("/in", "hidden by the mount point");
  inbox.put("/file", "of inbox");
  deep.put("/file", "of deep");
  const session = await openSession(mount({ "/": root, "/in": inbox, "/a/b/": deep }));
  return { root, inbox, deep, session };
}

const read = async (session: TestSession, path: string) => {
  const handle = await session.open(path, READ);
  const { data } = await session.get("data", session.call("read", { handle, offset: 0, length: 100 }));
  return Buffer.from(data).toString();
};

const names = async (session: TestSession, path: string) =>
  (await session.list(path)).map(({ filename }) => filename).toSorted();

const realpath = async (session: TestSession, path: string) => {
  const { entries } = await session.get("name", session.call("realpath", { path }));
  return entries[0]!.filename;
};

describe("mount", () => {
  it("puts each backend at its place", async () => {
    const { session } = await serve();
    expect(await read(session, "/file")).toBe("of root");
    expect(await read(session, "/in/file")).toBe("of inbox");
    expect(await read(session, "/in/../a/b/file")).toBe("of deep");
    expect(await session.status(session.call("stat", { path: "/inx" }))).toBe(2);
    expect(await session.status(session.call("stat", { path: "/a/file" }))).toBe(2);
    await session.end();
  });

  it("lists mount points, and the folders above them, among what is there", async () => {
    const { session } = await serve();
    expect(await names(session, "/")).toEqual(["a", "file", "in"]);
    expect(await names(session, "/in")).toEqual(["file"]);
    expect(await names(session, "/a/b")).toEqual(["file"]);
    const { attrs } = await session.get("attrs", session.call("stat", { path: "/a" }));
    expect(attrs.mode).toBe(0o40555);
    await session.end();
  });

  it("needs no backend at the root", async () => {
    const deep = new TreeBackend();
    deep.put("/file", "of deep");
    const session = await openSession(mount({ "/a/b": deep }));
    expect(await names(session, "/")).toEqual(["a"]);
    expect(await names(session, "/a")).toEqual(["b"]);
    expect(await read(session, "/a/b/file")).toBe("of deep");
    for (const path of ["/", "/a", "/a/b"])
      expect((await session.call("lstat", { path })).name).toBe("attrs");
    expect(await session.status(session.call("stat", { path: "/x" }))).toBe(2);
    expect(await session.status(session.call("mkdir", { path: "/x", attrs: {} }))).toBe(2);
    expect(await session.status(session.call("home-directory", { username: "" }))).toBe(8);
    expect(await realpath(session, "/a/../x")).toBe("/x");
    await session.end();
  });

  it("neither removes nor renames nor replaces mount points and the folders above", async () => {
    const { session } = await serve();
    for (const path of ["/", "/in", "/a", "/a/b"]) {
      expect(await session.status(session.call("rmdir", { path }))).toBe(3);
      expect(await session.status(session.call("remove", { path }))).toBe(3);
      expect(await session.status(session.call("mkdir", { path, attrs: {} }))).toBe(3);
      expect(await session.status(session.call("rename", { oldPath: path, newPath: "/new" }))).toBe(3);
      expect(
        await session.status(session.call("posix-rename@openssh.com", { oldPath: "/file", newPath: path })),
      ).toBe(3);
    }
    await session.end();
  });

  it("renames within a backend, but not from one to another", async () => {
    const { inbox, session } = await serve();
    expect(await session.status(session.call("rename", { oldPath: "/in/file", newPath: "/in/moved" }))).toBe(
      0,
    );
    expect(inbox.read("/moved")).toBe("of inbox");
    for (const name of ["rename", "posix-rename@openssh.com", "hardlink@openssh.com"] as const) {
      const reply = await session.get(
        "status",
        session.call(name, { oldPath: "/in/moved", newPath: "/here" }),
      );
      expect(reply).toMatchObject({ code: 4, message: "cross-device link not permitted" });
    }
    await session.end();
  });

  it("files of two backends are two files, though their keys may be equal", async () => {
    const { deep, session } = await serve();
    const readHandle = await session.open("/in/file", READ);
    const writeHandle = await session.open("/a/b/file", WRITE | CREAT);
    const range = { readOffset: 0, length: 0, writeOffset: 0 };
    expect(await session.status(session.call("copy-data", { readHandle, writeHandle, ...range }))).toBe(0);
    expect(deep.read("/file")).toBe("of inbox");
    await session.end();
  });

  it("gives paths of the whole tree", async () => {
    const { session } = await serve();
    expect(await realpath(session, "in/x")).toBe("/in/x");
    expect(await realpath(session, "/in")).toBe("/in");
    expect(await realpath(session, "/")).toBe("/");
    expect(await realpath(session, "/file")).toBe("/file");
    await session.end();
  });

  it("starts and ends the session everywhere, or nowhere", async () => {
    const { root, inbox, deep, session } = await serve();
    await session.end();
    for (const { log } of [root, inbox, deep]) expect(log).toEqual(["sessionStarted", "sessionEnded"]);
    const started = new TreeBackend();
    const failing = Object.assign(new TreeBackend(), {
      sessionStarted: () => Promise.reject(new Error("no")),
    });
    const tree = mount({ "/long": started, "/": failing });
    await expect(tree.sessionStarted!(session.server.session)).rejects.toThrow("no");
    expect(started.log).toEqual(["sessionStarted", "sessionEnded"]);
  });

  it("refuses a mount point that is no absolute path", () => {
    expect(() => mount({ incoming: {} })).toThrow('a mount point must begin with "/", but one is "incoming"');
  });
});
