import { turns } from "@sftp/testing";
import { extendedReplies } from "@sftp/wire";
import { describe, expect, it, vi } from "vitest";

import type { SFTPHandle } from "../../src/index.ts";
import { SFTPAttributes } from "../../src/index.ts";
import { OpenFlags, openSession, type TestSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT, TRUNC, EXCL, APPEND } = OpenFlags;

const serve = async (options = {}) => {
  const backend = new TreeBackend();
  backend.put("/file", "0123456789");
  return { backend, session: await openSession(backend, options) };
};

const read = async (session: TestSession, handle: Uint8Array, offset: number | bigint, length: number) => {
  const reply = await session.call("read", { handle, offset, length });
  return reply.name === "data" ? Buffer.from(reply.body.data).toString() : reply.body;
};

const EOF = { code: 1, message: "End of file", language: "" };

describe("OPEN", () => {
  it("[S8] hands flags and attributes to the backend", async () => {
    const { backend, session } = await serve();
    await session.open("/new", READ | WRITE | CREAT | EXCL, { mode: 0o640 });
    expect(backend.log.at(-1)).toBe(`open /new ${READ | WRITE | CREAT | EXCL} 640`);
    expect(backend.nodes.get("/new")!.mode).toBe(0o100640);
    const again = session.call("open", { path: "/new", flags: WRITE | CREAT | EXCL, attrs: {} });
    expect((await session.get("status", again)).message).toBe("File already exists");
    await session.end();
  });

  it("[S8] [I4] without READ and WRITE it is for reading", async () => {
    const { backend, session } = await serve();
    await session.open("/file", 0);
    expect(backend.log.at(-1)).toBe(`open /file ${READ} undefined`);
    await session.open("/new", CREAT | EXCL);
    expect(backend.log.at(-1)).toBe(`open /new ${READ | CREAT | EXCL} undefined`);
    await session.end();
  });

  it("[F36] beyond the limit is FAILURE until one is closed", async () => {
    const { session } = await serve({ limits: { handles: 3 } });
    const handles = [await session.open("/file", READ), await session.open("/file", READ)];
    const folder = await session.get("handle", session.call("opendir", { path: "/" }));
    const one = () => session.call("open", { path: "/file", flags: READ, attrs: {} });
    const { code, message } = await session.get("status", one());
    expect([code, message]).toEqual([4, "3 handles are open, which is the most: close some first"]);
    expect(await session.status(session.call("opendir", { path: "/" }))).toBe(4);
    expect(await session.status(session.call("close", { handle: folder.handle }))).toBe(0);
    await session.get("handle", one());
    expect(await session.status(session.call("close", { handle: handles[0]! }))).toBe(0);
    await session.get("handle", one());
    await session.end();
  });

  it("what is opened too late is closed again", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const closed = vi.fn();
    let opened!: (handle: SFTPHandle) => void;
    const session = await openSession({
      open: () => new Promise<SFTPHandle>((resolve) => (opened = resolve)),
    });
    const reply = session.call("open", { path: "/x", flags: READ, attrs: {} });
    await turns(10);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await session.status(reply)).toBe(4);
    opened({ close: closed });
    await turns(5);
    expect(closed).toHaveBeenCalledExactlyOnceWith("aborted", expect.anything());
    vi.useRealTimers();
    await session.end();
  });
});

describe("READ", () => {
  it("[S10] gives data, less at the end, and EOF behind it", async () => {
    const { session } = await serve();
    const handle = await session.open("/file", READ);
    expect(await read(session, handle, 2, 3)).toBe("234");
    expect(await read(session, handle, 8, 100)).toBe("89");
    expect(await read(session, handle, 10, 100)).toEqual(EOF);
    expect(await read(session, handle, 2 ** 40, 100)).toEqual(EOF);
    await session.end();
  });

  it("[S10] many short answers at once keep their own bytes", async () => {
    const { backend, session } = await serve();
    const names = Array.from({ length: 50 }, (_, index) => `/small-${index}`);
    for (const name of names) backend.put(name, name);
    const handles = await Promise.all(names.map((name) => session.open(name, READ)));
    const lengths = [4, 255_000, 20, 64_000];
    const answers = handles.map((handle, index) => read(session, handle, 0, lengths[index % 4]!));
    expect(await Promise.all(answers)).toEqual(names.map((name, index) => name.slice(0, lengths[index % 4])));
    await session.end();
  });

  it("[S10] of no bytes is DATA without any; at 2^53 and above it is EOF", async () => {
    const { session } = await serve();
    const handle = await session.open("/file", READ);
    expect(await read(session, handle, 0, 0)).toBe("");
    expect(await read(session, handle, 50, 0)).toBe("");
    for (const offset of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
      expect(await read(session, handle, offset, 10)).toEqual(EOF);
    }
    await session.end();
  });

  it("[F36] gives no more than the limit that limits@openssh.com announces", async () => {
    const { backend, session } = await serve();
    backend.put("/big", Buffer.alloc(300_000, "x"));
    const limits = session.call("limits@openssh.com", {});
    expect(await session.extended(extendedReplies.limits, limits)).toEqual({
      maxPacketLength: 262144n,
      maxReadLength: 261120n,
      maxWriteLength: 261120n,
      maxOpenHandles: 256n,
    });
    const handle = await session.open("/big", READ);
    const { data } = await session.get(
      "data",
      session.call("read", { handle, offset: 0, length: 2 ** 32 - 1 }),
    );
    expect(data.length).toBe(261120);
    await session.end();
  });

  it("a short reply does not keep the memory that a long one would have taken", async () => {
    const { session } = await serve();
    const handle = await session.open("/file", READ);
    const { data } = await session.get("data", session.call("read", { handle, offset: 0, length: 200_000 }));
    expect(data.buffer.byteLength).toBeLessThan(70_000);
    await session.end();
  });

  it.each([-1, 11, 1.5, Number.NaN, undefined])(
    "a backend that returns %s bytes is told, and the client sees FAILURE",
    async (count) => {
      const session = await openSession({ open: () => ({ read: () => count as number }) });
      const handle = await session.open("/x", READ);
      expect(await session.status(session.call("read", { handle, offset: 0, length: 10 }))).toBe(4);
      expect(session.errors).toMatchObject([{ during: "read", error: { name: "RangeError" } }]);
      await session.end();
    },
  );
});

describe("WRITE", () => {
  it("[S11] writes all, at the offset, beyond the end too", async () => {
    const { backend, session } = await serve();
    const handle = await session.open("/file", WRITE);
    const write = (offset: number, text: string) =>
      session.status(session.call("write", { handle, offset, data: Buffer.from(text) }));
    expect(await write(2, "ab")).toBe(0);
    expect(await write(12, "z")).toBe(0);
    expect(await write(3, "")).toBe(0);
    expect(backend.read("/file")).toBe("01ab456789\0\0z");
    await session.end();
  });

  it("[S11] at 2^53 and above is FAILURE, and nothing is written", async () => {
    const { backend, session } = await serve();
    const handle = await session.open("/file", WRITE);
    const data = Buffer.from("x");
    for (const offset of [2 ** 53 - 1, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
      expect(await session.status(session.call("write", { handle, offset, data }))).toBe(4);
    }
    expect(backend.read("/file")).toBe("0123456789");
    await session.end();
  });

  it("[S11] a failure of the backend is the reply", async () => {
    const { backend, session } = await serve();
    const handle = await session.open("/file", WRITE);
    backend.pause = () => Promise.reject(Object.assign(new Error("/srv/disk"), { code: "ENOSPC" }));
    const reply = session.call("write", { handle, offset: 0, data: Buffer.from("x") });
    expect(await session.get("status", reply)).toEqual({
      code: 4,
      message: "No space left on device",
      language: "",
    });
    await session.end();
  });

  it("appends in the order of arrival where the file was opened so", async () => {
    const { backend, session } = await serve();
    backend.pause = () => turns(Math.floor(Math.random() * 4));
    const handle = await session.open("/new", WRITE | CREAT | APPEND);
    const writes = [..."abcdefgh"].map((letter) =>
      session.status(session.call("write", { handle, offset: 0, data: Buffer.from(letter) })),
    );
    expect(await Promise.all(writes)).toEqual(Array(8).fill(0));
    expect(backend.read("/new")).toBe("abcdefgh");
    await session.end();
  });

  it("what is written is the client's bytes, however long the backend takes", async () => {
    const { backend, session } = await serve({ faults: { poison: 1 } });
    backend.pause = () => turns(30);
    const handle = await session.open("/new", WRITE | CREAT | TRUNC);
    const texts = Array.from({ length: 20 }, (_, index) => `<${index}>`.padEnd(10, "."));
    const writes = texts.map((text, index) =>
      session.status(session.call("write", { handle, offset: 10 * index, data: Buffer.from(text) })),
    );
    await Promise.all(writes);
    expect(backend.read("/new")).toBe(texts.join(""));
    await session.end();
  });
});

describe("an open file", () => {
  it("is only for what it was opened for", async () => {
    const { session } = await serve();
    const reading = await session.open("/file", READ);
    const writing = await session.open("/file", WRITE);
    const data = Buffer.from("x");
    expect(await session.status(session.call("write", { handle: reading, offset: 0, data }))).toBe(3);
    expect(await session.status(session.call("read", { handle: writing, offset: 0, length: 1 }))).toBe(3);
    await session.end();
  });

  it("[S13] FSTAT sees the writes before it, and so does CLOSE", async () => {
    const { backend, session } = await serve();
    backend.pause = (operation) => (operation === "write" ? turns(10) : undefined);
    const handle = await session.open("/new", WRITE | CREAT);
    const written = session.call("write", { handle, offset: 0, data: Buffer.from("four") });
    const stated = session.get("attrs", session.call("fstat", { handle }));
    const closed = session.status(session.call("close", { handle }));
    expect((await stated).attrs.size).toBe(4);
    expect([await session.status(written), await closed]).toEqual([0, 0]);
    await session.end();
  });

  it("[S14] [F32] FSETSTAT sets a size and keeps the content, after the writes before it", async () => {
    const { backend, session } = await serve();
    backend.pause = (operation) => (operation === "write" ? turns(10) : undefined);
    const handle = await session.open("/new", WRITE | CREAT);
    void session.call("write", { handle, offset: 0, data: Buffer.from("content") });
    expect(await session.status(session.call("fsetstat", { handle, attrs: { size: 4, mode: 0o600 } }))).toBe(
      0,
    );
    expect(backend.read("/new")).toBe("cont");
    expect(backend.nodes.get("/new")!.mode).toBe(0o100600);
    await session.end();
  });

  it("fsync waits for the writes before it", async () => {
    const { backend, session } = await serve();
    backend.pause = (operation) => (operation === "write" ? turns(10) : undefined);
    const handle = await session.open("/new", WRITE | CREAT);
    void session.call("write", { handle, offset: 0, data: Buffer.from("x") });
    backend.log.length = 0;
    expect(await session.status(session.call("fsync@openssh.com", { handle }))).toBe(0);
    expect(backend.log).toEqual(["sync"]);
    expect(backend.read("/new")).toBe("x");
    await session.end();
  });

  it("fstatvfs asks the file, or else the backend by the file's path", async () => {
    const asked: string[] = [];
    const stats = new TreeBackend().statvfs("/");
    const session = await openSession({
      open: (path) => (path === "/own" ? { statvfs: () => ({ ...stats, namemax: 99n }) } : {}),
      statvfs: (path) => {
        asked.push(path);
        return stats;
      },
    });
    for (const [path, namemax] of [
      ["/own", 99n],
      ["/other", 255n],
    ] as const) {
      const handle = await session.open(path, READ);
      const reply = session.call("fstatvfs@openssh.com", { handle });
      expect((await session.extended(extendedReplies.statvfs, reply)).namemax).toBe(namemax);
    }
    expect(asked).toEqual(["/other"]);
    await session.end();
  });

  it("[F30] [S14] a handle that is none is FAILURE for every request, and the session goes on", async () => {
    const { session } = await serve();
    const handle = Buffer.from("no such handle");
    const open = await session.open("/file", READ | WRITE);
    const [offset, length] = [0, 1];
    const check = { offset, length, algorithms: "md5", blockSize: 0 };
    const ranges = { readOffset: 0, writeOffset: 0, length: 0 };
    const replies = [
      session.call("read", { handle, offset, length }),
      session.call("write", { handle, offset, data: Buffer.from("x") }),
      session.call("fstat", { handle }),
      session.call("fsetstat", { handle, attrs: {} }),
      session.call("readdir", { handle }),
      session.call("close", { handle }),
      session.call("fsync@openssh.com", { handle }),
      session.call("fstatvfs@openssh.com", { handle }),
      session.call("check-file-handle", { handle, ...check }),
      session.call("md5-hash-handle", { handle, offset, length, quickHash: new Uint8Array() }),
      session.call("copy-data", { readHandle: open, writeHandle: handle, ...ranges }),
      session.call("readdir", { handle: open }),
    ];
    for (const reply of replies) {
      expect(await session.get("status", reply)).toEqual({
        code: 4,
        message: "invalid handle",
        language: "",
      });
    }
    expect(await read(session, open, 0, 1)).toBe("0");
    await session.end();
  });

  it("lacks what the backend's handle lacks", async () => {
    const session = await openSession({ open: () => ({ stat: () => new SFTPAttributes({ size: 3 }) }) });
    const handle = await session.open("/x", READ | WRITE);
    expect((await session.get("attrs", session.call("fstat", { handle }))).attrs).toEqual({ size: 3 });
    expect(await session.status(session.call("fstatvfs@openssh.com", { handle }))).toBe(8);
    expect(await session.status(session.call("close", { handle }))).toBe(0);
    await session.end();
  });
});
