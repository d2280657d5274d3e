import { Random } from "@sftp/testing";
import {
  assert,
  asyncProperty,
  constantFrom,
  integer,
  oneof,
  record,
  string as text,
  array,
  constant,
} from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { SFTPFile } from "../../src/file/sftpFile.ts";
import { connectModel, type Connected, expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions } from "../model/modelServer.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

/** A file that is open on a model server, and that. */
async function open(
  content: string | Uint8Array,
  mode: string | number = "r",
  options: { bufsize?: number; model?: ModelOptions } = {},
): Promise<Connected & { file: SFTPFile; tree: Tree }> {
  const tree = new Tree().file("/f", content);
  const connected = await connectModel({ tree, ...options.model });
  const file = await connected.sftp.open("/f", mode, { bufsize: options.bufsize });
  onTestFinished(() => file.close().catch(() => {}));
  return { ...connected, tree, file };
}

/** `length` bytes, each different from its neighbours. */
function pattern(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
}

describe("opening", () => {
  it("[F-1] makes a file over any handle, whatever its bytes are", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "hello") });
    const opened = await sftp.open("/f");
    const file = new SFTPFile(sftp, Buffer.from("h0"), "r");
    expect((await file.read()).toString()).toBe("hello");
    await file.close();
    expect(server.open.size).toBe(0);
    await expect(opened.close()).rejects.toMatchObject({ operation: "close" });
  });

  it("[C25] sends the flags of the mode and the attributes, none by default", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree() });
    await (await sftp.open("/a", "wx")).close();
    await (await sftp.open("/b", 0x0a, { attrs: { mode: 0o600 } })).close();
    const sent = server.peer.received
      .filter(({ type }) => type === Packet.OPEN)
      .map(({ fields }) => fields());
    expect(sent.map((reader) => [reader.text(), reader.u32(), reader.u32()])).toEqual([
      ["/a", 0x3a, 0],
      ["/b", 0x0a, 4],
    ]);
    await expect(sftp.open("/c", "rw")).rejects.toThrow(TypeError);
    expect(server.count(Packet.OPEN)).toBe(2);
  });

  it("[C28] that fails names the path and leaves nothing open", async () => {
    const { sftp, server } = await connectModel();
    await expect(sftp.open("/none")).rejects.toMatchObject({
      code: "ENOENT",
      operation: "open",
      path: "/none",
    });
    expect(server.opened).toBe(0);
  });

  it("[C29] leaving the scope closes the handle, also on error", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f") });
    async function scope(): Promise<void> {
      await using file = await sftp.open("/f");
      throw new Error(`with ${file.path}`);
    }
    await expect(scope()).rejects.toThrow("with /f");
    await expectBalancedBooks(server);
  });

  it("[C27] [F-12] begins at 0, in append modes at the size", async () => {
    expect((await open("12345", "r")).file.tell()).toBe(0);
    expect((await open("12345", "w")).file.tell()).toBe(0);
    expect((await open("12345", "a")).file.tell()).toBe(5);
    expect((await open("12345", "a+")).file.tell()).toBe(5);
  });

  it("[F18] [C27] copes with a size that is absent or refused", async () => {
    for (const model of [
      { sizes: "absent" } as const,
      {
        instead: ({ type, id }: { type: number; id: number }) =>
          type === Packet.FSTAT || type === Packet.STAT ? status(id, Status.FAILURE) : undefined,
      },
    ]) {
      const { file, tree } = await open("12345", "a+", { model });
      expect(file.tell()).toBe(0);
      await file.write("678");
      expect(tree.content("/f").toString()).toBe("12345678");
      await expect(file.seek(-10, 2)).rejects.toMatchObject({ code: "EIO" });
      await file.close();
    }
  });

  it("[F-11] tells what it was opened for, and refuses the rest", async () => {
    const { file } = await open("x", "r");
    expect([file.readable(), file.writable(), file.seekable()]).toEqual([true, false, true]);
    await expect(file.write("x")).rejects.toMatchObject({ code: "EBADF", operation: "write" });
    const { file: written } = await open("x", "w");
    expect([written.readable(), written.writable()]).toEqual([false, true]);
    for (const read of [() => written.read(), () => written.readline(), () => written.prefetch()]) {
      await expect(read()).rejects.toMatchObject({ code: "EBADF" });
    }
  });
});

describe("reading", () => {
  const content = pattern(100_000);

  it("[F-3] gives as many bytes as asked for, over short replies, then what is left, then none", async () => {
    const { file } = await open(content, "r", { model: { shortReads: new Random(4) } });
    expect((await file.read(70_001)).equals(content.subarray(0, 70_001))).toBe(true);
    expect(file.tell()).toBe(70_001);
    expect(await file.read(0)).toEqual(Buffer.alloc(0));
    expect((await file.read(70_001)).equals(content.subarray(70_001))).toBe(true);
    expect(await file.read(10)).toEqual(Buffer.alloc(0));
    expect(await file.read()).toEqual(Buffer.alloc(0));
  });

  it.each([undefined, null, -1])("[F-3] gives all the rest for a size of %s", async (size) => {
    const { file } = await open(content);
    await file.seek(10);
    expect((await file.read(size)).equals(content.subarray(10))).toBe(true);
  });

  it("[F11] reads a whole file with large requests, many at once", async () => {
    const { file, server } = await open(pattern(3_000_000), "r", {
      model: { limits: { read: 100_000, write: 0 } },
    });
    expect((await file.read()).equals(pattern(3_000_000))).toBe(true);
    expect(server.mostWaiting.get(Packet.READ)).toBeGreaterThan(2);
    expect(server.count(Packet.READ)).toBeLessThan(100);
  });

  it("[F-2] asks for no more than the server's limits, or 32 KiB", async () => {
    for (const [limits, most] of [
      [undefined, 32_768],
      [{ read: 5_000, write: 6_000 }, 5_000],
      [{ read: 10_000_000, write: 0 }, 261_120],
    ] as const) {
      const { file, server } = await open(pattern(300_000), "r", { model: { limits } });
      await file.read();
      const asked = server.peer.received
        .filter(({ type }) => type === Packet.READ)
        .map(({ fields }) => {
          const reader = fields();
          reader.string();
          reader.u64();
          return reader.u32();
        });
      expect(Math.max(...asked)).toBe(most);
    }
  });

  it("[F-4] fills a buffer and gives the count", async () => {
    const { file } = await open("0123456789");
    const buffer = new Uint8Array(6);
    expect(await file.readinto(buffer)).toBe(6);
    expect(Buffer.from(buffer).toString()).toBe("012345");
    expect(await file.readinto(buffer)).toBe(4);
    expect(Buffer.from(buffer).toString()).toBe("678945");
    expect(await file.readinto(buffer)).toBe(0);
  });

  it("reads fetch at least the size of the buffer", async () => {
    const { file, server } = await open(content, "r", { bufsize: 8_000 });
    for (let i = 0; i < 80; i++)
      expect(await file.read(100)).toEqual(content.subarray(i * 100, i * 100 + 100));
    expect(server.count(Packet.READ)).toBe(1);
  });

  it("does what was called in that order, also without await", async () => {
    const { file } = await open("abcdef", "r+");
    const results = await Promise.all([
      file.read(2),
      file.seek(1, 1),
      file.read(1),
      file.write("X"),
      file.seek(0),
      file.read(),
    ]);
    expect([results[0], results[2], results[5]].map(String)).toEqual(["ab", "d", "abcdXf"]);
  });
});

describe("lines", () => {
  it("[F-5] come one after another with their ends, NULs and all; the last may lack it", async () => {
    const { file } = await open("eins\n\nz\0wei\ndrei");
    const lines = [
      await file.readline(),
      await file.readline(),
      await file.readline(),
      await file.readline(),
    ];
    expect(lines).toEqual(["eins\n", "\n", "z\0wei\n", "drei"]);
    expect(await file.readline()).toBe("");
    expect(file.tell()).toBe(16);
  });

  it("[F-5] are cut at a size in bytes, but not within a character", async () => {
    const { file } = await open("aé漢\nb\n");
    expect(await file.readline(2)).toBe("a");
    expect(await file.readline(1)).toBe("é");
    expect(await file.readline(0)).toBe("");
    expect(await file.readline(100)).toBe("漢\n");
    expect(await file.readline(2)).toBe("b\n");
  });

  it("[F-5] are bytes in b modes, cut anywhere", async () => {
    const { sftp } = await connectModel({
      tree: new Tree().file("/f", Buffer.from([0xff, 0xc3, 0x0a, 0x61])),
    });
    await using file = await sftp.open("/f", "rb");
    const line: Buffer = await file.readline(2);
    expect(line).toEqual(Buffer.from([0xff, 0xc3]));
    expect(await file.readline()).toEqual(Buffer.from("\n"));
    expect(await file.readlines()).toEqual([Buffer.from("a")]);
  });

  it("[F-5] end at CR, LF and CRLF in U modes, whatever a reply cuts; the kinds are kept", async () => {
    for (let mostData = 1; mostData <= 5; mostData++) {
      const { file } = await open("a\rb\r\nc\nd\r", "rU", { bufsize: 1, model: { mostData } });
      expect(file.newlines).toBeNull();
      expect([await file.readline(), file.tell()]).toEqual(["a\n", 2]);
      expect(file.newlines).toBe("\r");
      expect([await file.readline(), file.tell()]).toEqual(["b\n", 5]);
      expect(await file.readlines()).toEqual(["c\n", "d\n"]);
      expect(file.newlines).toEqual(["\r", "\r\n", "\n"]);
      expect(file.tell()).toBe(9);
    }
  });

  it("[F-6] come all at once, or until they are enough", async () => {
    const { file } = await open("12345\n12345\n12345\n12345\n");
    expect(await file.readlines(7)).toEqual(["12345\n", "12345\n"]);
    expect(await file.readlines()).toHaveLength(2);
    expect(await file.readlines()).toEqual([]);
  });

  it("[F-7] are iterated by the file and by xreadlines, mixed with readline", async () => {
    const { file } = await open("1\n2\n3\n4\n5\n");
    const seen: string[] = [];
    for await (const line of file) {
      seen.push(line);
      if (seen.length === 2) break;
    }
    seen.push(await file.readline());
    for await (const line of file.xreadlines()) seen.push(line);
    expect(seen).toEqual(["1\n", "2\n", "3\n", "4\n", "5\n"]);
  });

  it("are found in a file of any length with few requests", async () => {
    const content = Array.from({ length: 60_000 }, (_, i) => `line ${i}\n`).join("");
    const { file, server } = await open(content, "r", { model: { limits: { read: 0, write: 0 } } });
    let count = 0;
    for await (const line of file) expect(line).toBe(`line ${count++}\n`);
    expect(count).toBe(60_000);
    expect(server.count(Packet.READ)).toBeLessThan(20);
  });
});

describe("moving", () => {
  it("[F-10] counts from the beginning, the user's position, or the end", async () => {
    const { file } = await open("0123456789");
    await file.readline();
    await file.seek(3);
    expect((await file.read(2)).toString()).toBe("34");
    await file.seek(-1, 1);
    expect((await file.read(2)).toString()).toBe("45");
    await file.seek(-3, 2);
    expect((await file.read()).toString()).toBe("789");
    await file.seek(100);
    expect(file.tell()).toBe(100);
    expect((await file.read()).length).toBe(0);
    await file.seek(5n);
    expect(file.tell()).toBe(5);
  });

  it("[F-10] is relative to the user's position, not to what was read ahead", async () => {
    const { file } = await open("first\nsecond\nthird\n");
    await file.readline();
    expect(file.tell()).toBe(6);
    await file.seek(1, 1);
    expect(await file.readline()).toBe("econd\n");
  });

  it("[F-10] [F18] to a negative position is an error that changes nothing", async () => {
    const { file } = await open("0123456789");
    await file.seek(4);
    for (const [offset, whence] of [
      [-1, 0],
      [-5, 1],
      [-11, 2],
    ] as const) {
      await expect(file.seek(offset, whence)).rejects.toMatchObject({ code: "EINVAL", operation: "seek" });
    }
    expect(file.tell()).toBe(4);
  });

  it("[F-10] [F-12] in append mode the next write goes to the end nevertheless", async () => {
    const { file, tree } = await open("abc", "a+");
    await file.seek(0);
    expect((await file.read(1)).toString()).toBe("a");
    await file.write("de");
    expect(file.tell()).toBe(5);
    expect(tree.content("/f").toString()).toBe("abcde");
    const { file: other, server } = await open("abc", "a");
    await other.write("x");
    await other.write("y");
    const offsets = server.peer.received
      .filter(({ type }) => type === Packet.WRITE)
      .map(({ fields }) => {
        const reader = fields();
        reader.string();
        return reader.u64();
      });
    expect(offsets).toEqual([3n, 4n]);
  });
});

describe("writing", () => {
  it("[F-13] puts text as UTF-8 and bytes as they are, all of it, whatever its length", async () => {
    const { file, tree, server } = await open("", "w");
    await file.write("é");
    await file.write(Buffer.from([0, 255]));
    const large = pattern(200_000);
    await file.write(large);
    const whole = Buffer.concat([Buffer.from("é\0"), Buffer.from([255]), large]);
    expect(tree.content("/f").equals(whole)).toBe(true);
    expect(file.tell()).toBe(200_004);
    expect(server.mostWaiting.get(Packet.WRITE)).toBeGreaterThan(1);
  });

  it("[F12] large writes go out many at once, in whole SSH packets", async () => {
    const { file, server } = await open("", "w");
    await file.write(pattern(1_000_000));
    const writes = server.peer.received.filter(({ type }) => type === Packet.WRITE);
    expect(Math.max(...writes.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(32_768);
    expect(server.mostWaiting.get(Packet.WRITE)).toBeGreaterThan(3);
  });

  it("[F-13] fails if any part of it fails", async () => {
    let writes = 0;
    const { file } = await open("", "w", {
      model: {
        instead: ({ type, id }) =>
          type === Packet.WRITE && ++writes === 3 ? status(id, 15, "quota used up") : undefined,
      },
    });
    await expect(file.write(pattern(200_000))).rejects.toMatchObject({
      code: "EDQUOT",
      operation: "write",
      path: "/f",
    });
  });

  it("[F-14] writes lines with nothing between them", async () => {
    const { file, tree } = await open("", "w");
    await file.writelines(["a\n", Buffer.from("b"), "c"]);
    expect(tree.content("/f").toString()).toBe("a\nbc");
  });

  it("a write of nothing changes nothing, also where the next ones go", async () => {
    const { file, tree } = await open("0123456789", "r+", { bufsize: 100 });
    await file.write("");
    await file.seek(5);
    await file.write("ab");
    await file.close();
    expect(tree.content("/f").toString()).toBe("01234ab789");
  });

  it("what is read after a write is what was written", async () => {
    const { file } = await open("0123456789", "r+", { bufsize: 100 });
    expect(await file.readline(3)).toBe("012");
    await file.write("xy");
    await file.seek(0);
    expect((await file.read()).toString()).toBe("012xy56789");
    await file.seek(0);
    await file.prefetch();
    await file.seek(8);
    await file.write("zz");
    await file.seek(0);
    expect((await file.read()).toString()).toBe("012xy567zz");
  });
});

/** The WRITEs that came, each as its offset and its text. */
function writesTo(server: Connected["server"]): string[] {
  return server.peer.received
    .filter(({ type }) => type === Packet.WRITE)
    .map(({ fields }) => {
      const reader = fields();
      reader.string();
      return `${reader.u64()}:${Buffer.from(reader.string()).toString()}`;
    });
}

describe("lines of bytes that are not UTF-8", () => {
  it("are an error that leaves the position, and bytes in modes with b", async () => {
    const { file, sftp } = await open(Buffer.from("ok\ncaf\xe9\nnext\n", "latin1"), "rt");
    expect(await file.readline()).toBe("ok\n");
    await expect(file.readline()).rejects.toMatchObject({
      code: "EILSEQ",
      operation: "readline",
      path: "/f",
    });
    expect(file.tell()).toBe(3);
    await file.seek(8);
    expect(await file.readline()).toBe("next\n");
    const bytes = await sftp.open("/f", "rb");
    expect((await bytes.readlines())[1]!.toString("latin1")).toBe("caf\xe9\n");
    await expect(sftp.open("/f", "rbt")).rejects.toThrow(TypeError);
  });
});

describe("buffers", () => {
  it.each([-1, 0])("[C26] of %i send every write at once", async (bufsize) => {
    const { file, server } = await open("", "w", { bufsize });
    await file.write("a");
    await file.write("b");
    expect(writesTo(server)).toEqual(["0:a", "1:b"]);
  });

  it("[C26] of 1 send up to the last newline", async () => {
    const { file, server } = await open("", "w", { bufsize: 1 });
    await file.write("one");
    expect(writesTo(server)).toEqual([]);
    await file.write(" and\ntwo\nthr");
    expect(writesTo(server)).toEqual(["0:one and\ntwo\n"]);
    await file.close();
    expect(writesTo(server)).toEqual(["0:one and\ntwo\n", "12:thr"]);
  });

  it("[C26] [F-15] of more send when they are full, or flushed", async () => {
    const { file, server } = await open("", "w", { bufsize: 5 });
    await file.write("123");
    await file.write("4");
    expect(writesTo(server)).toEqual([]);
    await file.write("56");
    expect(writesTo(server)).toEqual(["0:123456"]);
    await file.write("7");
    await file.flush();
    expect(writesTo(server)).toEqual(["0:123456", "6:7"]);
    await file.flush();
    expect(writesTo(server)).toHaveLength(2);
  });

  it("[C26] [F-10] are sent before a seek, a read or a stat", async () => {
    const { file, tree } = await open("", "w+", { bufsize: 100 });
    await file.write("abc");
    expect((await file.stat()).size).toBe(3);
    await file.write("def");
    await file.seek(1);
    expect(tree.content("/f").toString()).toBe("abcdef");
    await file.write("X");
    expect((await file.read(2)).toString()).toBe("cd");
    expect(tree.content("/f").toString()).toBe("aXcdef");
  });
});

describe("pipelined writing", () => {
  it("[F-16] resolves before the server has answered, within bounds", async () => {
    const { file, server, tree } = await open("", "w");
    file.setPipelined();
    for (let i = 0; i < 2_000; i++) await file.write("0123456789".repeat(10));
    await file.flush();
    expect(tree.content("/f").length).toBe(200_000);
    expect(server.count(Packet.WRITE)).toBeLessThan(2_000);
    file.setPipelined(false);
    await file.write("end");
    expect(tree.content("/f").length).toBe(200_003);
  });

  it("[F-16] a buffer may be used again as soon as write has resolved", async () => {
    const { file, tree } = await open("", "w");
    file.setPipelined();
    const buffer = Buffer.alloc(10);
    for (let i = 0; i < 10; i++) await file.write(buffer.fill(0x30 + i));
    await file.close();
    expect(tree.content("/f").toString()).toBe("0123456789".replaceAll(/./g, (digit) => digit.repeat(10)));
  });

  const operations: [string, (file: SFTPFile) => Promise<unknown>][] = [
    ["flush", (file) => file.flush()],
    ["close", (file) => file.close()],
    ["stat", (file) => file.stat()],
    ["seek", (file) => file.seek(0)],
    ["truncate", (file) => file.truncate(0)],
    ["read", (file) => file.read()],
  ];
  it.each(operations)(
    "[F1] [F-16] a failed write surfaces at the next other operation: %s",
    async (_, operate) => {
      const { file, server } = await open("", "w+", {
        model: {
          instead: ({ type, id }) => (type === Packet.WRITE ? status(id, 14, "disk full") : undefined),
        },
      });
      file.setPipelined();
      await file.write("lost");
      await expect(operate(file)).rejects.toMatchObject({ code: "ENOSPC", operation: "write", path: "/f" });
      await file.close();
      await expectBalancedBooks(server);
    },
  );
});

describe("the end", () => {
  it("[F-17] flushes, collects, closes once, and is a no-op the second time", async () => {
    const { file, server, tree } = await open("", "w", { bufsize: 100 });
    await file.write("buffered");
    await file.close();
    expect(tree.content("/f").toString()).toBe("buffered");
    await file.close();
    await file[Symbol.asyncDispose]();
    expect(server.count(Packet.CLOSE)).toBe(1);
    for (const operate of [() => file.write("x"), () => file.stat(), () => file.seek(0)]) {
      await expect(operate()).rejects.toMatchObject({ code: "EBADF" });
    }
    expect(file.closed).toBe(true);
  });

  it("[F2] [F-17] reports what CLOSE says", async () => {
    const { file } = await open("", "w", {
      model: { instead: ({ type, id }) => (type === Packet.CLOSE ? status(id, 14, "disk full") : undefined) },
    });
    await expect(file.close()).rejects.toMatchObject({ code: "ENOSPC", operation: "close", path: "/f" });
  });
});

describe("attributes of an open file", () => {
  it("[F-18] are got and set on the handle, each alone", async () => {
    const { file, server, tree } = await open("12345", "r+");
    expect((await file.stat()).size).toBe(5);
    await file.chmod(0o600);
    await file.chown(7, 8);
    await file.utime([10, 20]);
    await file.truncate(3);
    const sets = server.peer.received
      .filter(({ type }) => type === Packet.FSETSTAT)
      .map(({ fields }) => {
        const reader = fields();
        reader.string();
        return reader.u32();
      });
    expect(sets).toEqual([4, 2, 8, 1]);
    expect(tree.nodes.get("/f")).toMatchObject({ mode: 0o600, uid: 7, gid: 8, atime: 10, mtime: 20 });
    expect(tree.content("/f").toString()).toBe("123");
    expect((await file.read()).toString()).toBe("123");
  });

  it("[F-20] have time limits of their own", async () => {
    const { file, sftp } = await open("");
    expect(file.gettimeout()).toBe(30);
    file.settimeout(2);
    expect([file.gettimeout(), sftp.gettimeout()]).toEqual([2, 30]);
    file.setblocking(true);
    expect(file.gettimeout()).toBeNull();
    expect(() => file.setblocking(false)).toThrow(RangeError);
  });
});

describe("as a whole", () => {
  it("does what a file in memory does, for random programs", { timeout: 30_000 }, async () => {
    const step = oneof(
      record({ do: constant("read" as const), size: integer({ min: 0, max: 40 }) }),
      record({ do: constant("readline" as const), size: integer({ min: -1, max: 20 }) }),
      record({ do: constant("seek" as const), offset: integer({ min: 0, max: 80 }) }),
      record({
        do: constant("write" as const),
        data: text({ unit: constantFrom("a", "b", "\n"), maxLength: 30 }),
      }),
      record({ do: constant("truncate" as const), size: integer({ min: 0, max: 60 }) }),
      record({ do: constant("prefetch" as const), size: integer({ min: 0, max: 60 }) }),
      record({ do: constant("pipelined" as const), on: constantFrom(true, false) }),
    );
    const params = record({
      seed: integer(),
      bufsize: constantFrom(-1, 0, 1, 7, 1_000),
      most: integer({ min: 1, max: 20 }),
      steps: array(step, { maxLength: 25 }),
    });
    await assert(
      asyncProperty(params, async ({ seed, bufsize, most, steps }) => {
        const tree = new Tree().file("/f", "one\ntwo\nthree\n");
        const random = new Random(seed);
        const { sftp } = await connectModel({
          tree,
          limits: { read: most, write: most },
          shortReads: random,
          reorder: { random, turns: 0 },
        });
        const file = await sftp.open("/f", "r+", { bufsize });
        let memory = tree.content("/f");
        let at = 0;
        for (const now of steps) {
          if (now.do === "read") {
            const expected = memory.subarray(at, at + now.size);
            expect((await file.read(now.size)).toString()).toBe(expected.toString());
            at += expected.length;
          } else if (now.do === "readline") {
            const end = memory.indexOf("\n", at) + 1 || memory.length;
            const expected = memory.subarray(at, now.size < 0 ? end : Math.min(end, at + now.size));
            expect(await file.readline(now.size)).toBe(expected.toString());
            at += expected.length;
          } else if (now.do === "seek") {
            await file.seek(now.offset);
            at = now.offset;
          } else if (now.do === "write" && now.data.length > 0) {
            await file.write(now.data);
            const grown = Buffer.alloc(Math.max(memory.length, at + now.data.length));
            memory.copy(grown);
            grown.write(now.data, at);
            memory = grown;
            at += now.data.length;
          } else if (now.do === "truncate") {
            await file.truncate(now.size);
            const cut = Buffer.alloc(now.size);
            memory.copy(cut);
            memory = cut;
          } else if (now.do === "prefetch") {
            await file.prefetch({ fileSize: now.size });
          } else if (now.do === "pipelined") {
            file.setPipelined(now.on);
          }
          expect(file.tell()).toBe(at);
        }
        await file.close();
        expect(tree.content("/f").toString("latin1")).toBe(memory.toString("latin1"));
        await sftp.close();
      }),
      { seed: 11, numRuns: 150 },
    );
  });
});
