import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { OpenFlags } from "@sftp/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fileHandle, type WritableFile } from "../../src/handles/fileHandle.ts";
import { RequestScope } from "../../src/session/requestScope.ts";
import { openSession } from "../support/openSession.ts";

const ctx = new RequestScope({ id: "test", state: new Map() }, 0);
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sftp-server-"));
  path = join(folder, "file");
});

afterEach(() => rm(folder, { recursive: true }));

const text = () => readFile(path, "latin1");

describe("fileHandle", () => {
  it("[H3] reads where it is told; without a file to read it cannot", async () => {
    const file = await open(path, "w+");
    await file.write("0123456789");
    const handle = fileHandle({ readFile: file });
    const into = Buffer.alloc(4);
    expect(await handle.read!(into, 3, ctx)).toBe(4);
    expect(into.toString()).toBe("3456");
    expect(await handle.read!(into, 8, ctx)).toBe(2);
    expect(await handle.read!(into, 10, ctx)).toBe(0);
    expect(handle.write).toBeUndefined();
    await handle.close!("closed", ctx);
    expect(fileHandle({}).read).toBeUndefined();
  });

  it("[H3] [H4] [H5] what it lacks answers OP_UNSUPPORTED", async () => {
    const session = await openSession({ open: () => fileHandle({}) });
    const handle = await session.open("/x", OpenFlags.READ | OpenFlags.WRITE);
    const data = Buffer.from("x");
    expect(await session.status(session.call("read", { handle, offset: 0, length: 1 }))).toBe(8);
    expect(await session.status(session.call("write", { handle, offset: 0, data }))).toBe(8);
    expect(await session.status(session.call("fstat", { handle }))).toBe(8);
    expect(await session.status(session.call("fsetstat", { handle, attrs: { mode: 0 } }))).toBe(8);
    expect(await session.status(session.call("fsync@openssh.com", { handle }))).toBe(8);
    expect(await session.status(session.call("close", { handle }))).toBe(0);
    await session.end();
  });

  it("[H4] writes where it is told, and fills with zeros what lies before", async () => {
    const handle = fileHandle({ writeFile: await open(path, "w") });
    await handle.write!(Buffer.from("abc"), 4, ctx);
    await handle.write!(Buffer.from("Z"), 1, ctx);
    await handle.close!("closed", ctx);
    expect(await text()).toBe("\0Z\0\0abc");
  });

  it("[H1] [H4] appends wherever it is told to write, if it was opened so", async () => {
    const handle = fileHandle({
      writeFile: await open(path, "a"),
      flags: OpenFlags.WRITE | OpenFlags.APPEND,
    });
    await handle.write!(Buffer.from("abc"), 0, ctx);
    await handle.write!(Buffer.from("def"), 100, ctx);
    await handle.close!("closed", ctx);
    expect(await text()).toBe("abcdef");
  });

  it("[H4] writes all, in as many steps as the file takes, or fails", async () => {
    const taken: number[] = [];
    const slow: WritableFile = {
      async write(_buffer, offset, length, position) {
        expect(position).toBe(100 + offset);
        taken.push(length);
        return { bytesWritten: taken.length === 3 ? 0 : Math.min(3, length) };
      },
      async close() {},
    };
    const handle = fileHandle({ writeFile: slow });
    await handle.write!(Buffer.alloc(5), 100, ctx);
    expect(taken).toEqual([5, 2]);
    await expect(handle.write!(Buffer.alloc(5), 100, ctx)).rejects.toThrow("takes no more");
  });

  it("[H2] closes both files, and a file that is both only once", async () => {
    const closed: string[] = [];
    const file = (name: string) => ({
      read: () => Promise.resolve({ bytesRead: 0 }),
      write: () => Promise.resolve({ bytesWritten: 0 }),
      close: async () => void closed.push(name),
    });
    await fileHandle({ readFile: file("r"), writeFile: file("w") }).close!("closed", ctx);
    const both = file("both");
    await fileHandle({ readFile: both, writeFile: both }).close!("closed", ctx);
    await fileHandle({}).close!("closed", ctx);
    expect(closed).toEqual(["r", "w", "both"]);
  });
});
