import { describe, expect, it } from "vitest";

import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT, TRUNC } = OpenFlags;
const long = Buffer.from(Array.from({ length: 400_000 }, (_, index) => index % 251));

const serve = async () => {
  const backend = new TreeBackend();
  backend.put("/source", "0123456789");
  backend.put("/long", long);
  return { backend, session: await openSession(backend) };
};

describe("copy-data", () => {
  it.each([
    ["a part", 2, 3, 0, "234", 0],
    ["to the end", 7, 0, 1, "\u0000789", 0],
    ["more than there is", 7, 100, 0, "789", 1],
    ["from behind the end", 70, 100, 0, "", 1],
    ["from behind the end to the end", 70, 0, 0, "", 0],
  ])("copies %s", async (_what, readOffset, length, writeOffset, content, status) => {
    const { backend, session } = await serve();
    const readHandle = await session.open("/source", READ);
    const writeHandle = await session.open("/target", WRITE | CREAT);
    const reply = session.call("copy-data", { readHandle, readOffset, length, writeHandle, writeOffset });
    expect(await session.status(reply)).toBe(status);
    expect(backend.read("/target")).toBe(content);
    await session.end();
  });

  it("copies what is longer than a chunk, after the writes before it", async () => {
    const { backend, session } = await serve();
    const readHandle = await session.open("/long", READ | WRITE);
    const writeHandle = await session.open("/target", WRITE | CREAT);
    void session.call("write", { handle: readHandle, offset: 300_000, data: Buffer.from("xyz") });
    const range = { readOffset: 100_000, length: 0, writeOffset: 5 };
    expect(await session.status(session.call("copy-data", { readHandle, writeHandle, ...range }))).toBe(0);
    const expected = Buffer.concat([Buffer.alloc(5), long.subarray(100_000)]);
    expected.set(Buffer.from("xyz"), 200_005);
    expect(backend.nodes.get("/target")!.content.equals(expected)).toBe(true);
    await session.end();
  });

  it("into the same file is refused, as are handles that are not open for it", async () => {
    const { session } = await serve();
    const one = await session.open("/source", READ | WRITE);
    const two = await session.open("/source", READ | WRITE);
    const target = await session.open("/target", WRITE | CREAT);
    const range = { readOffset: 0, length: 0, writeOffset: 100 };
    const copy = (readHandle: Uint8Array, writeHandle: Uint8Array) =>
      session.status(session.call("copy-data", { readHandle, writeHandle, ...range }));
    expect(await copy(one, one)).toBe(4);
    expect(await copy(one, two)).toBe(4);
    expect(await copy(target, one)).toBe(3);
    expect(await copy(one, await session.open("/long", READ))).toBe(3);
    await session.end();
  });

  it("offsets that no file has are refused", async () => {
    const { session } = await serve();
    const readHandle = await session.open("/source", READ);
    const writeHandle = await session.open("/target", WRITE | CREAT);
    for (const huge of [{ readOffset: 2n ** 63n }, { writeOffset: 2n ** 63n }, { length: 2n ** 63n }]) {
      const range = { readOffset: 0, length: 1, writeOffset: 0, ...huge };
      expect(await session.status(session.call("copy-data", { readHandle, writeHandle, ...range }))).toBe(4);
    }
    await session.end();
  });
});

describe("copy-file", () => {
  const copy = { sourcePath: "/long", destinationPath: "/target" };

  it("copies content and mode, and overwrites only if it is told to", async () => {
    const { backend, session } = await serve();
    backend.nodes.get("/long")!.mode = 0o100750;
    expect(await session.status(session.call("copy-file", { ...copy, overwrite: false }))).toBe(0);
    expect(backend.nodes.get("/target")).toEqual({ content: long, mode: 0o100750 });
    const again = { sourcePath: "/source", destinationPath: "/target" };
    expect(await session.status(session.call("copy-file", { ...again, overwrite: false }))).toBe(4);
    expect(await session.status(session.call("copy-file", { ...again, overwrite: true }))).toBe(0);
    expect(backend.read("/target")).toBe("0123456789");
    expect(backend.openFiles).toBe(0);
    await session.end();
  });

  it("onto itself is refused, and an absent source changes nothing", async () => {
    const { backend, session } = await serve();
    const same = { sourcePath: "/source", destinationPath: "/x/../source", overwrite: true };
    expect(await session.status(session.call("copy-file", same))).toBe(4);
    const absent = { sourcePath: "/absent", destinationPath: "/target", overwrite: true };
    expect(await session.status(session.call("copy-file", absent))).toBe(2);
    expect(backend.nodes.has("/target")).toBe(false);
    await session.end();
  });

  it("that fails closes both files, the incomplete one as aborted", async () => {
    const { backend, session } = await serve();
    backend.pause = (operation) =>
      operation === "write" ? Promise.reject(Object.assign(new Error(), { code: "ENOSPC" })) : undefined;
    expect(await session.status(session.call("copy-file", { ...copy, overwrite: false }))).toBe(4);
    expect(backend.openFiles).toBe(0);
    expect(backend.log.slice(-2)).toEqual(["close aborted", "close closed"]);
    await session.end();
  });

  it("flags of what is copied are READ, and WRITE CREAT with TRUNC or EXCL", async () => {
    const { backend, session } = await serve();
    await session.call("copy-file", { ...copy, overwrite: true });
    expect(backend.log.filter((line) => line.startsWith("open"))).toEqual([
      `open /long ${READ} undefined`,
      `open /target ${READ} undefined`,
      `open /target ${WRITE | CREAT | TRUNC} 644`,
    ]);
    await session.end();
  });
});
