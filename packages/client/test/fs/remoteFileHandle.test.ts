import { constants } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const CONTENT = "0123456789abcdef";

function connectTree() {
  return connectModel({ tree: new Tree().file("/f", CONTENT).directory("/d") });
}

describe("a FileHandle", () => {
  it.each([
    ["a Buffer", () => Buffer.alloc(8)],
    ["a Uint8Array", () => new Uint8Array(new ArrayBuffer(16), 4, 8)],
    ["a Uint16Array", () => new Uint16Array(new ArrayBuffer(16), 4, 4)],
    ["a DataView", () => new DataView(new ArrayBuffer(16), 4, 8)],
    ["a view of a SharedArrayBuffer", () => new Uint8Array(new SharedArrayBuffer(16), 4, 8)],
  ])("reads into %s, and writes from it, by bytes", async (_, make) => {
    const { sftp, server } = await connectTree();
    const file = await sftp.fs.promises.open("/f", "r+");
    const buffer = make();
    expect(await file.read(buffer, 2, 5, 4)).toEqual({ bytesRead: 5, buffer });
    const seen = Buffer.from(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
    expect(seen.toString("latin1")).toBe("\0\x0045678\0");
    expect(await file.write(buffer, 2, 5, 0)).toEqual({ bytesWritten: 5, buffer });
    expect(await file.read({ buffer, offset: 0, length: 3, position: 0 })).toMatchObject({ bytesRead: 3 });
    await file.close();
    expect(server.tree.content("/f").toString()).toBe(`45678${CONTENT.slice(5)}`);
    await expectBalancedBooks(server);
  });

  it("reads and writes several buffers in one call, with and without a position", async () => {
    const { sftp, server } = await connectTree();
    const file = await sftp.fs.promises.open("/f", "r+");
    const buffers = [Buffer.alloc(3), new DataView(new ArrayBuffer(2)), new Uint16Array(8)] as const;
    expect(await file.readv(buffers, 4)).toEqual({ bytesRead: 12, buffers });
    expect(buffers[0].toString()).toBe("456");
    expect(await file.readv([Buffer.alloc(4)])).toMatchObject({ bytesRead: 4 });
    expect(await file.writev([Buffer.from("AB"), new Uint8Array([0x43])], 0)).toMatchObject({
      bytesWritten: 3,
    });
    expect(await file.writev([Buffer.from("x"), Buffer.from("y")])).toMatchObject({ bytesWritten: 2 });
    expect(await file.writev([])).toMatchObject({ bytesWritten: 0 });
    await file.close();
    expect(server.tree.content("/f").toString()).toBe("ABC3xy6789abcdef");
    const open = promisify(sftp.fs.open) as (path: string, flags: string) => Promise<number>;
    const fd = await open("/f", "r");
    const results = await new Promise<unknown[]>((resolve) =>
      sftp.fs.readv(fd, [Buffer.alloc(2), Buffer.alloc(1)], 0, (...values) => resolve(values)),
    );
    expect(results.slice(0, 2)).toEqual([null, 3]);
    await promisify(sftp.fs.close)(fd);
  });

  it("refuses what goes beyond a buffer, and does nothing", async () => {
    const { sftp, server } = await connectTree();
    const file = await sftp.fs.promises.open("/f", "r+");
    const buffer = Buffer.alloc(4);
    for (const [offset, length] of [
      [5, 0],
      [0, 5],
      [3, 2],
      [-1, 1],
    ] as const) {
      await expect(file.read(buffer, offset, length, 0)).rejects.toThrow(RangeError);
      await expect(file.write(buffer, offset, length, 0)).rejects.toThrow(RangeError);
    }
    await expect(file.read(buffer, 0, 1, Number.NaN)).rejects.toThrow(TypeError);
    await file.close();
    expect([server.count(Packet.READ), server.count(Packet.WRITE)]).toEqual([0, 0]);
  });
});

describe("fs.promises", () => {
  it("takes modes as numbers and as octal digits, and nothing else", async () => {
    const { sftp, server } = await connectTree();
    const { chmod, mkdir, writeFile } = sftp.fs.promises;
    await chmod("/f", "640");
    expect(server.tree.nodes.get("/f")!.mode).toBe(0o640);
    const before = server.peer.received.length;
    for (const mode of [
      "0o755",
      "7xx",
      "",
      "8",
      "-1",
      " 755",
      "1234567",
      -1,
      1.5,
      Number.NaN,
      undefined,
      null,
      {},
    ]) {
      await expect(chmod("/f", mode as string)).rejects.toThrow(/mode/);
      if (mode === undefined || mode === null || typeof mode === "object") continue;
      await expect(mkdir("/new", { mode: mode as string })).rejects.toThrow(/mode/);
      await expect(writeFile("/new", "x", { mode: mode as string })).rejects.toThrow(/mode/);
      await expect(sftp.fs.promises.open("/new", "w", mode as string)).rejects.toThrow(/mode/);
      expect(() => sftp.fs.createWriteStream("/new", { mode: mode as number })).toThrow(/mode/);
    }
    expect(server.peer.received).toHaveLength(before);
  });

  it("copyFile with COPYFILE_EXCL makes nothing for a source that is not there", async () => {
    const { sftp, server } = await connectTree();
    const { copyFile } = sftp.fs.promises;
    await expect(copyFile("/none", "/t", constants.COPYFILE_EXCL)).rejects.toMatchObject({ code: "ENOENT" });
    expect(server.tree.nodes.has("/t")).toBe(false);
    await copyFile("/f", "/t", constants.COPYFILE_EXCL);
    await expect(copyFile("/f", "/t", constants.COPYFILE_EXCL)).rejects.toMatchObject({ code: "EEXIST" });
    expect(server.tree.content("/t").toString()).toBe(CONTENT);
  });

  it("streams with options that are refused open nothing, and what was there stays", async () => {
    const { sftp, server } = await connectTree();
    for (const options of [
      { start: -1 },
      { start: Number.NaN },
      { highWaterMark: -1 },
      { encoding: "no" },
      { flags: "q" },
    ]) {
      expect(() => sftp.createWriteStream("/f", options as object), JSON.stringify(options)).toThrow();
      expect(() => sftp.fs.createWriteStream("/f", options as object), JSON.stringify(options)).toThrow();
      if ("flags" in options || "encoding" in options) continue;
      expect(() => sftp.createReadStream("/f", options)).toThrow();
      if (!("highWaterMark" in options)) expect(() => sftp.readable("/f", options)).toThrow(RangeError);
    }
    expect(server.opened).toBe(0);
    expect(server.tree.content("/f").toString()).toBe(CONTENT);
  });
});

describe("readFile", () => {
  it("gives text for an encoding, alone or among options", async () => {
    const { sftp } = await connectTree();
    expect(await sftp.readFile("/f", "utf8")).toBe(CONTENT);
    expect(await sftp.readFile("/f", { encoding: "hex" })).toBe(Buffer.from(CONTENT).toString("hex"));
    expect(await sftp.readFile("/f")).toEqual(Buffer.from(CONTENT));
    await expect(sftp.readFile("/f", "utf9" as "utf8")).rejects.toThrow(TypeError);
  });
});
