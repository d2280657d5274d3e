import { encodeRequest, SYMLINK_ORDER } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const serve = async (options = {}) => {
  const backend = new TreeBackend();
  backend.put("/file", "content");
  return { backend, session: await openSession(backend, options) };
};

describe("looking", () => {
  it("[S13] [I6] STAT follows links, LSTAT does not", async () => {
    const { backend, session } = await serve();
    backend.symlink("/file", "/link");
    const { attrs } = await session.get("attrs", session.call("stat", { path: "/link" }));
    expect(attrs).toEqual({ size: 7, mode: 0o100644 });
    const link = await session.get("attrs", session.call("lstat", { path: "/link" }));
    expect(link.attrs.mode).toBe(0o120777);
    expect(await session.status(session.call("stat", { path: "/absent" }))).toBe(2);
    expect(await session.status(session.call("lstat", { path: "/absent" }))).toBe(2);
    await session.end();
  });

  it("[S16] [I9] READLINK gives the target as it is, with empty longname and attributes; or an error", async () => {
    const { backend, session } = await serve();
    backend.symlink("../else where", "/link");
    const { entries } = await session.get("name", session.call("readlink", { path: "/link" }));
    expect(entries).toEqual([{ filename: "../else where", longname: "", attrs: {} }]);
    expect(await session.status(session.call("readlink", { path: "/file" }))).toBe(5);
    await session.end();
  });

  it.each([
    [".", "/"],
    ["../betty", "/betty"],
    ["/a//b/./c/../d", "/a/b/d"],
    ["", "/"],
  ])("[S18] [I3] REALPATH of %j is %j by default, existing or not", async (path, real) => {
    const { session } = await serve();
    const { entries } = await session.get("name", session.call("realpath", { path }));
    expect(entries).toEqual([{ filename: real, longname: "", attrs: {} }]);
    await session.end();
  });

  it("[S18] [F34] a backend's canonicalize may give another path, or fail", async () => {
    const session = await openSession({
      canonicalize: (path) => {
        if (path === "/gone") throw Object.assign(new Error(), { code: "ENOENT" });
        return `/home${path}`;
      },
    });
    const { entries } = await session.get("name", session.call("realpath", { path: "x" }));
    expect(entries[0]!.filename).toBe("/home/x");
    expect(await session.status(session.call("realpath", { path: "gone" }))).toBe(2);
    await session.end();
  });
});

describe("changing", () => {
  it("[S14] SETSTAT sets just what is there, and answers STATUS", async () => {
    const { backend, session } = await serve();
    const { call } = session;
    const set = (attrs: Parameters<typeof session.call<"setstat">>[1]["attrs"]) =>
      session.status(call.call(session, "setstat", { path: "/file", attrs }));
    expect(await set({ mode: 0o600 })).toBe(0);
    expect(await set({ uid: 1, gid: 2 })).toBe(0);
    expect(await set({ atime: 3, mtime: 4 })).toBe(0);
    expect(await set({ size: 3 })).toBe(0);
    expect(backend.nodes.get("/file")).toMatchObject({ mode: 0o100600, uid: 1, gid: 2, atime: 3, mtime: 4 });
    expect(await session.status(session.call("setstat", { path: "/absent", attrs: {} }))).toBe(2);
    await session.end();
  });

  it("[F32] a size that is set keeps what is before it, and fills with zeros what is behind", async () => {
    const { backend, session } = await serve();
    expect(await session.status(session.call("setstat", { path: "/file", attrs: { size: 9 } }))).toBe(0);
    expect(backend.read("/file")).toBe("content\0\0");
    expect(await session.status(session.call("setstat", { path: "/file", attrs: { size: 4 } }))).toBe(0);
    expect(backend.read("/file")).toBe("cont");
    await session.end();
  });

  it("a size that no file can have is FAILURE, and nothing is set", async () => {
    const { backend, session } = await serve();
    const attrs = { size: 2n ** 63n, mode: 0o600 };
    expect(await session.status(session.call("setstat", { path: "/file", attrs }))).toBe(4);
    expect(backend.nodes.get("/file")!.mode).toBe(0o100644);
    await session.end();
  });

  it("lsetstat does not follow links, and refuses a size", async () => {
    const { backend, session } = await serve();
    backend.symlink("/file", "/link");
    const lsetstat = (attrs: object) =>
      session.status(session.call("lsetstat@openssh.com", { path: "/link", attrs }));
    expect(await lsetstat({ uid: 5, gid: 6 })).toBe(0);
    expect(backend.nodes.get("/link")).toMatchObject({ uid: 5, gid: 6 });
    expect(backend.nodes.get("/file")!.uid).toBeUndefined();
    expect(await lsetstat({ size: 1 })).toBe(5);
    await session.end();
  });

  it("[S15] [I6] REMOVE, MKDIR and RMDIR keep to their kinds", async () => {
    const { backend, session } = await serve();
    expect(await session.status(session.call("mkdir", { path: "/d", attrs: { mode: 0o750 } }))).toBe(0);
    expect(backend.nodes.get("/d")!.mode).toBe(0o40750);
    expect(await session.status(session.call("mkdir", { path: "/d", attrs: {} }))).toBe(4);
    expect(await session.status(session.call("remove", { path: "/d" }))).toBe(4);
    expect(await session.status(session.call("rmdir", { path: "/file" }))).toBe(2);
    backend.put("/d/inside", "x");
    expect(await session.status(session.call("rmdir", { path: "/d" }))).toBe(4);
    expect(await session.status(session.call("remove", { path: "/d/inside" }))).toBe(0);
    expect(await session.status(session.call("rmdir", { path: "/d" }))).toBe(0);
    expect([...backend.nodes.keys()]).toEqual(["/", "/file"]);
    await session.end();
  });

  it("[S15] [I7] [I8] RENAME does not replace, posix-rename does", async () => {
    const { backend, session } = await serve();
    backend.put("/other", "old");
    const paths = { oldPath: "/file", newPath: "/other" };
    const { message } = await session.get("status", session.call("rename", paths));
    expect(message).toBe("File already exists");
    expect(backend.read("/other")).toBe("old");
    expect(await session.status(session.call("posix-rename@openssh.com", paths))).toBe(0);
    expect(backend.read("/other")).toBe("content");
    expect(await session.status(session.call("rename", { oldPath: "/other", newPath: "/new" }))).toBe(0);
    expect([...backend.nodes.keys()]).toEqual(["/", "/new"]);
    await session.end();
  });

  it("hardlink gives a file a second name", async () => {
    const { backend, session } = await serve();
    const paths = { oldPath: "/file", newPath: "/second" };
    expect(await session.status(session.call("hardlink@openssh.com", paths))).toBe(0);
    expect(backend.nodes.get("/second")).toBe(backend.nodes.get("/file"));
    await session.end();
  });

  it.each([
    ["no identification", undefined, undefined, false],
    ["OpenSSH", "SSH-2.0-OpenSSH_9.2p1", undefined, false],
    ["paramiko", "SSH-2.0-paramiko_3.4.0", undefined, false],
    ["Go", "SSH-2.0-Go", undefined, false],
    ["one that nobody knows", "SSH-2.0-Unheard_1", undefined, false],
    ["ssh2", "SSH-2.0-ssh2js1.17.0", undefined, true],
    ["WinSCP", "SSH-2.0-WinSCP_release_6.3", undefined, true],
    ["AsyncSSH", "SSH-2.0-AsyncSSH_2.14.0", undefined, true],
    ["phpseclib 2", "SSH-2.0-phpseclib_2.0 (openssl)", undefined, true],
    ["phpseclib 3", "SSH-2.0-phpseclib_3.0 (libsodium, openssl, gmp)", undefined, true],
    ["libssh", "SSH-2.0-libssh_0.10.6", undefined, true],
    ["libssh, as it called itself before", "SSH-2.0-libssh-0.6.3", undefined, true],
    ["libssh2", "SSH-2.0-libssh2_1.10.0", undefined, false],
    ["JSch", "SSH-2.0-JSCH_0.2.17", undefined, false],
    ["sshj", "SSH-2.0-SSHJ_0.38.0", undefined, false],
    ["Net::SSH", "SSH-2.0-Ruby/Net::SSH_7.0.1 x86_64-linux-gnu", undefined, false],
    ["OpenSSH, told otherwise", "SSH-2.0-OpenSSH_9.2p1", "link-first", true],
    ["ssh2, told otherwise", "SSH-2.0-ssh2js1.17.0", "target-first", false],
  ] as const)(
    "[S17] SYMLINK's order of arguments: %s",
    async (_who, clientIdent, symlinkOrder, linkFirst) => {
      const { backend, session } = await serve({ session: { clientIdent }, symlinkOrder });
      const [target, link] = ["some/where", "/link"];
      const body = linkFirst
        ? { targetPath: link, linkPath: target }
        : { targetPath: target, linkPath: link };
      expect(await session.status(session.call("symlink", body))).toBe(0);
      expect(backend.nodes.get("/link")?.target).toBe("some/where");
      const announced = (await session.version).extensions.get(SYMLINK_ORDER);
      expect(announced && Buffer.from(announced).toString()).toBe(linkFirst ? "link-first" : undefined);
      await session.end();
    },
  );
});

describe("paths", () => {
  it("reach the backend absolute and normalised, or as they came if it wants them so", async () => {
    for (const [paths, expected] of [
      [undefined, ["/b", "/", "/x"]],
      ["raw", ["a/../b", "", "/x/"]],
    ] as const) {
      const got: string[] = [];
      const session = await openSession({ paths, remove: (path) => void got.push(path) });
      for (const path of ["a/../b", "", "/x/"]) await session.call("remove", { path });
      expect(got).toEqual(expected);
      await session.end();
    }
  });

  it("[I10] arrive with every byte, UTF-8 or not", async () => {
    const got: string[] = [];
    const session = await openSession({
      remove: (path) => void got.push(path),
      readlink: (path) => path,
    });
    const path = "/caf\udce9 \udcff\udcfe é";
    await session.call("remove", { path });
    expect(got).toEqual([path]);
    const packet = Buffer.from(encodeRequest("remove", 0, { path }));
    expect(packet.subarray(-11)).toEqual(Buffer.from("/caf\xe9 \xff\xfe \xc3\xa9", "latin1"));
    const { entries } = await session.get("name", session.call("readlink", { path }));
    expect(entries[0]!.filename).toBe(path);
    await session.end();
  });

  it("with a NUL in it are refused, and nothing is done", async () => {
    const { backend, session } = await serve();
    const path = "/file\0.txt";
    expect(await session.status(session.call("remove", { path }))).toBe(5);
    expect(await session.status(session.call("stat", { path }))).toBe(5);
    expect(await session.status(session.call("open", { path, flags: 0x1a, attrs: {} }))).toBe(5);
    expect(await session.status(session.call("rename", { oldPath: "/file", newPath: path }))).toBe(5);
    expect(await session.status(session.call("symlink", { targetPath: path, linkPath: "/l" }))).toBe(5);
    expect(await session.status(session.call("expand-path@openssh.com", { path }))).toBe(5);
    expect(await session.status(session.call("home-directory", { username: path }))).toBe(5);
    expect([...backend.nodes.keys()]).toEqual(["/", "/file"]);
    await session.end();
  });

  it.each([
    ["bytes", `/${"n".repeat(32_766)}`, `/${"n".repeat(32_767)}`],
    ["bytes of UTF-8", `/${"é".repeat(16_383)}`, `/${"é".repeat(16_384)}`],
    ["bytes that are no UTF-8", `/${"\udcff".repeat(32_766)}`, `/${"\udcff".repeat(32_767)}`],
    ["components", "/a".repeat(4_095), "/a".repeat(4_096)],
  ])("[S-16] of too many %s are refused before the backend is asked", async (_what, longest, longer) => {
    const asked: string[] = [];
    const session = await openSession({
      paths: "raw",
      lstat(path) {
        asked.push(path);
        throw Object.assign(new Error(), { code: "ENOENT" });
      },
    });
    expect(await session.status(session.call("lstat", { path: longest }))).toBe(2);
    expect(await session.status(session.call("lstat", { path: longer }))).toBe(5);
    expect(asked).toEqual([longest]);
    await session.end();
  });

  it("never come back in a message", async () => {
    const { session } = await serve();
    const { message } = await session.get("status", session.call("stat", { path: "/absent" }));
    expect(message).toBe("No such file");
    await session.end();
  });
});
