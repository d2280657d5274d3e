import { SFTPAttributes } from "@sftp/attributes";
import { describe, expect, it } from "vitest";

import type { FolderListing } from "../../src/index.ts";
import { openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const entry = (filename: string) => new SFTPAttributes({ filename });

/** A directory whose mode tells the length of its path. */
const mode = (path: string) => new SFTPAttributes({ mode: 0o40000 + path.length });

const listings: [string, () => FolderListing][] = [
  ["an array", () => ["a", "b"].map(entry)],
  ["a generator", () => ["a", "b"].map(entry).values()],
  [
    "an async generator",
    async function* () {
      yield entry("a");
      yield entry("b");
    },
  ],
];

describe("a folder", () => {
  it("[S12] is read in pages until EOF, and again EOF", async () => {
    const backend = new TreeBackend();
    for (let index = 0; index < 1000; index++) backend.put(`/file-${index}`, "x");
    const session = await openSession(backend);
    const { handle } = await session.get("handle", session.call("opendir", { path: "/" }));
    const found: string[] = [];
    let replies = 0;
    for (;;) {
      const reply = await session.call("readdir", { handle });
      if (reply.name !== "name") break;
      found.push(...reply.body.entries.map(({ filename }) => filename));
      replies++;
    }
    expect(found.slice(0, 2)).toEqual([".", ".."]);
    expect(found).toHaveLength(1002);
    expect(replies).toBeGreaterThan(1);
    expect(await session.status(session.call("readdir", { handle }))).toBe(1);
    expect(await session.status(session.call("close", { handle }))).toBe(0);
    expect(await session.status(session.call("readdir", { handle }))).toBe(4);
    await session.end();
  });

  it.each(listings)("[I5] may be listed as %s, or a promise of it", async (_what, listing) => {
    for (const listFolder of [listing, async () => listing()]) {
      const session = await openSession({ listFolder });
      expect((await session.list("/")).map(({ filename }) => filename)).toEqual(["a", "b"]);
      await session.end();
    }
  });

  it("[S12] pipelined READDIRs give each entry once, in order", async () => {
    const listing = Array.from({ length: 2000 }, (_, index) => entry(`${index}`.padStart(50)));
    const session = await openSession({ listFolder: () => listing });
    const { handle } = await session.get("handle", session.call("opendir", { path: "/" }));
    const replies = await Promise.all(Array.from({ length: 20 }, () => session.call("readdir", { handle })));
    const found = replies.flatMap((reply) => (reply.name === "name" ? reply.body.entries : []));
    expect(found.map(({ filename }) => filename)).toEqual([
      ".",
      "..",
      ...listing.map(({ filename }) => filename),
    ]);
    await session.end();
  });

  it("[S12] begins with . and .., which have the attributes of the directory and of the one above it", async () => {
    const asked: string[] = [];
    const look = (path: string) => {
      asked.push(path);
      if (path === "/hidden") throw Object.assign(new Error(), { code: "EACCES" });
      return mode(path);
    };
    const session = await openSession({ listFolder: () => [entry(".."), entry("a")], stat: look });
    const ends = async (path: string) =>
      (await session.listAll(path)).map(({ filename, attrs }) => [filename, attrs.mode]);
    expect((await ends("/dir/sub")).slice(0, 2)).toEqual([
      [".", mode("/dir/sub").mode],
      ["..", mode("/dir/").mode],
    ]);
    expect(await ends("/")).toEqual([
      [".", 0o40001],
      ["..", 0o40001],
      ["a", undefined],
    ]);
    expect((await ends("/hidden")).slice(0, 2)).toEqual([
      [".", 0o40000],
      ["..", 0o40001],
    ]);
    expect(asked).toEqual(["/dir/sub", "/dir/", "/", "/hidden", "/"]);
    await session.end();
  });

  it("[S12] that brings its own attributes is not asked for them", async () => {
    const own = new SFTPAttributes({ mode: 0o40711 });
    const session = await openSession({
      listFolder: () => Object.assign([entry("a")], { directory: own }),
      stat: () => {
        throw Object.assign(new Error(), { code: "ENOENT" });
      },
    });
    const entries = await session.listAll("/d");
    expect(entries.map(({ filename, attrs }) => [filename, attrs.mode])).toEqual([
      [".", 0o40711],
      ["..", 0o40711],
      ["a", undefined],
    ]);
    await session.end();
  });

  it("that cannot be opened is a STATUS", async () => {
    const session = await openSession(new TreeBackend());
    expect(await session.status(session.call("opendir", { path: "/absent" }))).toBe(2);
    await session.end();
  });
});

describe("CLOSE", () => {
  it("[S9] closes files and folders, once", async () => {
    const backend = new TreeBackend();
    let returned = 0;
    backend.put("/file", "x");
    backend.listFolder = function* () {
      try {
        for (;;) yield entry("x");
      } finally {
        returned++;
      }
    };
    const session = await openSession(backend);
    const file = await session.open("/file", 1);
    const { handle: folder } = await session.get("handle", session.call("opendir", { path: "/" }));
    await session.call("readdir", { handle: folder });
    for (const handle of [file, folder]) {
      expect(await session.status(session.call("close", { handle }))).toBe(0);
      const again = await session.get("status", session.call("close", { handle }));
      expect(again).toMatchObject({ code: 4, message: "invalid handle" });
    }
    expect([backend.openFiles, returned]).toEqual([0, 1]);
    expect(backend.log.filter((line) => line.startsWith("close"))).toEqual(["close closed"]);
    await session.end();
    expect([backend.openFiles, returned]).toEqual([0, 1]);
  });

  it("[S9] reports the error of the backend, after which the handle is closed nevertheless", async () => {
    const session = await openSession({
      open: () => ({ close: () => Promise.reject(Object.assign(new Error(), { code: "EDQUOT" })) }),
    });
    const handle = await session.open("/x", 2);
    const reply = await session.get("status", session.call("close", { handle }));
    expect(reply).toMatchObject({ code: 4, message: "Quota exceeded" });
    expect(await session.status(session.call("close", { handle }))).toBe(4);
    await session.end();
    expect(session.errors).toEqual([]);
  });
});
