import { StatusCode } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { advertisedExtensions } from "../../src/session/advertise.ts";
import {
  allow,
  audit,
  type BackendCall,
  boundBackend,
  deny,
  intercept,
  mount,
  type SFTPServerInterface,
  umask,
} from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT } = OpenFlags;

const wrappers: Record<string, (backend: SFTPServerInterface) => SFTPServerInterface> = {
  boundBackend,
  intercept: (backend) => intercept(backend, (_call, proceed) => proceed()),
  allow: (backend) => allow(backend, () => true),
  deny: (backend) => deny(backend, []),
  audit: (backend) => audit(backend, () => {}),
  umask: (backend) => umask(backend, 0),
  mount: (backend) => mount({ "/": backend }),
  "all of them": (backend) =>
    audit(
      allow(deny(umask(mount({ "/": boundBackend(backend) }), 0), []), () => true),
      () => {},
    ),
};

describe.each(Object.entries(wrappers))("%s", (name, wrap) => {
  it("passes everything through, and is told when sessions begin and end", async () => {
    const backend = new TreeBackend();
    backend.put("/file", "content");
    const session = await openSession(wrap(backend));
    expect([...(await session.version).extensions.keys()]).toEqual([...advertisedExtensions(backend).keys()]);
    const handle = await session.open("/file", READ | WRITE);
    const data = Buffer.from("C");
    expect(await session.status(session.call("write", { handle, offset: 0, data }))).toBe(0);
    const read = await session.get("data", session.call("read", { handle, offset: 0, length: 100 }));
    expect(Buffer.from(read.data).toString()).toBe("Content");
    expect((await session.get("attrs", session.call("fstat", { handle }))).attrs.size).toBe(7);
    expect(await session.status(session.call("fsync@openssh.com", { handle }))).toBe(0);
    expect(await session.status(session.call("close", { handle }))).toBe(0);
    expect(await session.status(session.call("symlink", { targetPath: "file", linkPath: "/link" }))).toBe(0);
    expect(backend.nodes.get("/link")?.target).toBe("file");
    expect((await session.list("/")).map(({ filename }) => filename)).toEqual(["file", "link"]);
    expect(await session.status(session.call("rename", { oldPath: "/file", newPath: "/moved" }))).toBe(0);
    expect(await session.status(session.call("stat", { path: "/absent" }))).toBe(StatusCode.NO_SUCH_FILE);
    const home = await session.get("name", session.call("expand-path@openssh.com", { path: "~/x" }));
    expect(home.entries[0]!.filename).toBe("/home/me/x");
    await session.end();
    expect(backend.log.filter((entry) => entry.startsWith("session"))).toEqual([
      "sessionStarted",
      "sessionEnded",
    ]);
    expect(session.errors).toEqual([]);
  });

  it("adds nothing to what a backend lacks, and keeps what its handles are", async () => {
    const handle = { fileKey: "key", writes: "ascending" as const, read: () => 0 };
    const wrapped = wrap({ paths: "raw", open: () => handle });
    const own = name === "mount" || name === "all of them";
    const extra = own
      ? ["canonicalize", "listFolder", "lstat", "sessionEnded", "sessionStarted", "stat"]
      : [];
    const present = Object.entries(wrapped).flatMap(([key, value]) =>
      typeof value === "function" ? [key] : [],
    );
    expect(present.toSorted()).toEqual(["open", ...extra].toSorted());
    if (!own) expect(wrapped.paths).toBe("raw");
    const opened = await wrapped.open!("/x", READ, undefined as never, { session: {} } as never);
    expect(opened.writes).toBe("ascending");
    expect(opened.fileKey).toMatch(/key$/);
    expect([typeof opened.read, typeof opened.write]).toEqual(["function", "undefined"]);
  });
});

describe("intercept", () => {
  it("sees every call with its paths and its effect, those of open files with the path they were opened by", async () => {
    const backend = new TreeBackend();
    backend.put("/file", "content");
    const calls: string[] = [];
    const note = ({ operation, effect, paths, handle }: BackendCall) =>
      calls.push(`${operation} ${effect} ${paths.join(" ")}${handle ? " (open)" : ""}`);
    const wrapped = intercept(backend, (call, proceed) => {
      note(call);
      return proceed();
    });
    const session = await openSession(wrapped);
    const handle = await session.open("/file", READ);
    await session.call("read", { handle, offset: 0, length: 1 });
    await session.call("fsetstat", { handle, attrs: { mode: 0o600 } });
    await session.call("close", { handle });
    await session.open("/new", WRITE | CREAT);
    await session.call("rename", { oldPath: "/file", newPath: "/other" });
    await session.call("symlink", { targetPath: "anything", linkPath: "/link" });
    await session.call("users-groups-by-id@openssh.com", { uids: [], gids: [] });
    await session.end();
    expect(calls).toEqual([
      "open read /file",
      "read read /file (open)",
      "chattr write /file (open)",
      "close read /file (open)",
      "open write /new",
      "rename write /file /other",
      "symlink write /link",
      "usersGroupsById read ",
      "close read /new (open)",
    ]);
  });
});
