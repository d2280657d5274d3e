import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { Random, repeats, turns } from "@sftp/testing";
import { assert, asyncProperty, constantFrom, integer, option, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const content = new Random(8).bytes(300_000);
const remote = (): Tree => new Tree().file("/f", content).file("/empty");

describe("get", () => {
  it("[C30] writes exactly the remote bytes", async () => {
    const local = join(await temporaryDirectory(), "f");
    writeFileSync(local, "x".repeat(1_000_000));
    const { sftp, server } = await connectModel({ tree: remote() });
    expect(await sftp.get("/f", local)).toMatchObject({
      files: 1,
      bytes: content.length,
      verified: "size",
      resumed: 0,
    });
    expect(readFileSync(local).equals(content)).toBe(true);
    await expectBalancedBooks(server);
  });

  it("keeps the bytes of local names that are not UTF-8, up and down", async () => {
    const directory = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: remote() });
    // Two names, which both would be U+FFFD as text.
    await sftp.get("/f", join(directory, "\udcff"));
    await sftp.get("/empty", join(directory, "\udcfe"), { atomic: true });
    const names = await readdir(directory, { encoding: "buffer" });
    expect(names.map((name) => name.toString("hex")).toSorted()).toEqual(["fe", "ff"]);
    await sftp.put(join(directory, "\udcff"), "/again");
    expect((await sftp.readFile("/again")).equals(content)).toBe(true);
  });

  it("[F4] [C30] touches no local file when the remote one cannot be opened", async () => {
    const folder = await temporaryDirectory();
    writeFileSync(join(folder, "f"), "precious");
    const { sftp } = await connectModel();
    await expect(sftp.get("/none", join(folder, "f"))).rejects.toMatchObject({
      code: "ENOENT",
      path: "/none",
    });
    await expect(sftp.get("/none", join(folder, "new"))).rejects.toMatchObject({ code: "ENOENT" });
    expect(readFileSync(join(folder, "f"), "utf8")).toBe("precious");
    expect(await readdir(folder)).toEqual(["f"]);
  });

  it("errors of local files pass through unchanged, and nothing stays open", async () => {
    const { sftp, server } = await connectModel({ tree: remote() });
    const local = join(await temporaryDirectory(), "no/such/folder");
    await expect(sftp.get("/f", local)).rejects.toMatchObject({
      code: "ENOENT",
      path: local,
      syscall: "open",
    });
    await expectBalancedBooks(server);
  });

  it("[F3] [C-8] [C30] a file that ends early is an error, and what was written is removed, or kept by choice", async () => {
    const folder = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: remote(), sizes: (size) => size + 1 });
    await expect(sftp.get("/f", join(folder, "a"))).rejects.toMatchObject({
      name: "SFTPError",
      code: "ERR_SFTP_TRUNCATED",
      operation: "get",
      path: "/f",
    });
    await expect(sftp.get("/f", join(folder, "b"), { onPartial: "keep" })).rejects.toMatchObject({
      code: "ERR_SFTP_TRUNCATED",
    });
    expect(await readdir(folder)).toEqual(["b"]);
    expect(readFileSync(join(folder, "b")).equals(content)).toBe(true);
  });

  it("[C-8] a file that goes on beyond its size is an error", async () => {
    const folder = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: remote(), sizes: (size) => size - 1 });
    await expect(sftp.get("/f", join(folder, "a"))).rejects.toMatchObject({ code: "ERR_SFTP_CHANGED" });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([["absent"], [() => 0]] as const)(
    "[C-8] a size of %s is unknown: the file is read to its end",
    async (sizes) => {
      const local = join(await temporaryDirectory(), "f");
      const { sftp } = await connectModel({ tree: remote(), sizes });
      expect((await sftp.get("/f", local)).verified).toBeUndefined();
      expect(readFileSync(local).equals(content)).toBe(true);
    },
  );

  it("[F26] does without FSTAT where a server refuses it, and without asking where the size is given", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({
      tree: remote(),
      instead: ({ type, id }) =>
        type === Packet.FSTAT || type === Packet.STAT ? status(id, Status.PERMISSION_DENIED) : undefined,
    });
    await sftp.get("/f", local);
    expect(readFileSync(local).equals(content)).toBe(true);
    expect(server.count(Packet.FSTAT)).toBe(1);
    await sftp.get("/f", local, { fileSize: content.length });
    await sftp.get("/f", local, { fileSize: 0 });
    expect(readFileSync(local).equals(content)).toBe(true);
    expect([server.count(Packet.FSTAT), server.count(Packet.STAT)]).toEqual([1, 0]);
    await expect(sftp.get("/f", local, { fileSize: 5 })).rejects.toMatchObject({ code: "ERR_SFTP_CHANGED" });
  });

  it("[C32] progress is monotonic and ends with the final count; an empty file is told once", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp } = await connectModel({ tree: remote(), shortReads: new Random(2) });
    const calls: [number, number][] = [];
    const onProgress = (transferred: number, total: number): void => void calls.push([transferred, total]);
    await sftp.get("/f", local, { onProgress });
    const counts = calls.map(([transferred]) => transferred);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(new Set(calls.map(([, total]) => total))).toEqual(new Set([content.length]));
    expect(calls.at(-1)).toEqual([content.length, content.length]);
    calls.length = 0;
    await sftp.get("/empty", local, { onProgress });
    expect(calls).toEqual([[0, 0]]);
  });

  it("[F41] [C32] with an unknown size the total is 0", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp } = await connectModel({ tree: remote(), sizes: "absent" });
    const calls: [number, number][] = [];
    await sftp.get("/f", local, { onProgress: (...call) => void calls.push(call) });
    expect(calls.at(-1)).toEqual([content.length, 0]);
  });

  it("[C32] a listener that throws ends the transfer with what it threw, and cleans up", async () => {
    const folder = await temporaryDirectory();
    const { sftp, server } = await connectModel({ tree: remote() });
    const thrown = new Error("no more");
    const onProgress = (transferred: number): void => {
      if (transferred > 50_000) throw thrown;
    };
    await expect(sftp.get("/f", join(folder, "f"), { onProgress })).rejects.toBe(thrown);
    expect(await readdir(folder)).toEqual([]);
    await expectBalancedBooks(server);
  });

  it("[C33] without prefetch one READ is on its way at a time, in order", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({ tree: remote() });
    await sftp.get("/f", local, { prefetch: false });
    expect(readFileSync(local).equals(content)).toBe(true);
    expect(server.mostWaiting.get(Packet.READ)).toBe(1);
    const offsets = server.peer.received
      .filter(({ type }) => type === Packet.READ)
      .map(({ fields }) => {
        const reader = fields();
        reader.string();
        return Number(reader.u64());
      });
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  it.each([1, 2, 3, 7])("[C34] a concurrency of %i is an exact ceiling", async (concurrency) => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({ tree: remote(), limits: { read: 4_000, write: 0 } });
    await sftp.get("/f", local, { concurrency });
    expect(readFileSync(local).equals(content)).toBe(true);
    // The first READ is on its way beside those that the engine counts, until the size is known.
    expect(server.mostWaiting.get(Packet.READ)).toBe(concurrency);
  });

  it("[F5] [C34] without one, what is on its way is bounded in bytes", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({ tree: remote(), limits: { read: 4_000, write: 0 } });
    await sftp.get("/f", local, { maxInFlightBytes: 70_000 });
    expect(server.mostBytesAsked).toBeGreaterThan(4_000);
    expect(server.mostBytesAsked).toBeLessThanOrEqual(70_000);
  });

  it("[P-6] notices that the file was changed while it was read, where that is asked for", async () => {
    const folder = await temporaryDirectory();
    let reads = 0;
    const { sftp, server } = await connectModel({
      tree: remote(),
      instead: ({ type }, { tree }) => {
        if (type === Packet.READ && ++reads === 3) tree.nodes.get("/f")!.mtime++;
        return undefined;
      },
    });
    const check = { consistency: "check" } as const;
    await expect(sftp.get("/f", join(folder, "a"), check)).rejects.toMatchObject({
      code: "ERR_SFTP_CHANGED",
    });
    expect(await readdir(folder)).toEqual([]);
    await sftp.get("/f", join(folder, "b"), check);
    reads = 0;
    await expect(sftp.getfo("/f", new PassThrough().resume(), check)).rejects.toMatchObject({
      code: "ERR_SFTP_CHANGED",
      operation: "getfo",
    });
    reads = 0;
    await sftp.get("/f", join(folder, "c"));
    await expectBalancedBooks(server);
  });

  it("preserves permissions and times by choice", async () => {
    const local = join(await temporaryDirectory(), "f");
    const tree = remote();
    Object.assign(tree.nodes.get("/f")!, { mode: 0o640, atime: 1_111_111_111, mtime: 1_222_222_222 });
    const { sftp } = await connectModel({ tree });
    await sftp.get("/f", local, { preserve: true });
    const { mode, mtimeMs } = await stat(local);
    expect([mode & 0o7777, mtimeMs]).toEqual([0o640, 1_222_222_222_000]);
  });

  it("[C-4] an abort ends it, and removes what was written", async () => {
    const folder = await temporaryDirectory();
    const { sftp, server } = await connectModel({ tree: remote() });
    const controller = new AbortController();
    const getting = sftp.get("/f", join(folder, "f"), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(getting).rejects.toMatchObject({ code: "ABORT_ERR" });
    expect(await readdir(folder)).toEqual([]);
    await expectBalancedBooks(server);
  });

  it("does not remove what it was told to write into, if that is no regular file", async () => {
    const folder = await temporaryDirectory();
    writeFileSync(join(folder, "real"), "");
    await symlink("real", join(folder, "link"));
    const { sftp } = await connectModel({ tree: remote(), sizes: (size) => size + 1 });
    await expect(sftp.get("/f", join(folder, "link"))).rejects.toMatchObject({ code: "ERR_SFTP_TRUNCATED" });
    expect((await readdir(folder)).toSorted()).toEqual(["link", "real"]);
  });

  it.skipIf(process.platform === "win32")("writes into a device, which tells no length", async () => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f", content) });
    await expect(sftp.get("/f", "/dev/null")).resolves.toMatchObject({ files: 1, bytes: content.length });
  });

  it("a small file takes three round trips", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "small") });
    await sftp.get("/f", local);
    await turns(3);
    expect(server.peer.received.slice(1).map(({ type }) => type)).toEqual([
      Packet.OPEN,
      Packet.READ,
      Packet.FSTAT,
      Packet.READ,
      Packet.CLOSE,
    ]);
  });

  it("[C-7] has the remote bytes whenever it succeeds, under every legal schedule", async () => {
    const local = join(await temporaryDirectory(), "f");
    const params = record({
      seed: integer(),
      length: integer({ min: 0, max: 3_000 }),
      mostData: integer({ min: 1, max: 400 }),
      limit: integer({ min: 64, max: 1_000 }),
      late: integer({ min: 0, max: 4 }),
      concurrency: option(integer({ min: 1, max: 9 }), { nil: undefined }),
      stated: constantFrom("right", "absent", "zero", "low", "high"),
      prefetch: constantFrom(true, false),
    });
    await assert(
      asyncProperty(
        params,
        async ({ seed, length, mostData, limit, late, concurrency, stated, prefetch }) => {
          const random = new Random(seed);
          const bytes = random.bytes(length);
          const { sftp } = await connectModel({
            tree: new Tree().file("/f", bytes),
            limits: { read: limit, write: 0 },
            mostData,
            shortReads: random,
            reorder: { random, turns: late },
            sizes:
              stated === "right"
                ? "true"
                : stated === "absent"
                  ? "absent"
                  : (size) => (stated === "zero" ? 0 : Math.max(1, stated === "low" ? size - 3 : size + 3)),
          });
          const error: unknown = await sftp.get("/f", local, { concurrency, prefetch }).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error === undefined) expect(readFileSync(local).equals(bytes)).toBe(true);
          else expect(error).toMatchObject({ code: /ERR_SFTP_(TRUNCATED|CHANGED)/ });
          if (["right", "absent", "zero"].includes(stated)) expect(error).toBeUndefined();
          if (stated === "high" || (stated === "low" && length > 1)) expect(error).toBeDefined();
          await sftp.close();
        },
      ),
      { seed: 21, numRuns: repeats(120) },
    );
  });
});

describe("getfo", () => {
  it("[C31] writes into a Node stream, in order, and gives the number of bytes", async () => {
    const { sftp, server } = await connectModel({
      tree: remote(),
      reorder: { random: new Random(5), turns: 3 },
    });
    const parts: Buffer[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _, done) {
        parts.push(chunk);
        setImmediate(done);
      },
    });
    expect(await sftp.getfo("/f", slow)).toBe(content.length);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    expect(slow.writableEnded).toBe(false);
    expect(slow.listenerCount("error") + slow.listenerCount("close")).toBe(0);
    await expectBalancedBooks(server);
  });

  it("[C31] writes into a Web stream", async () => {
    const { sftp } = await connectModel({ tree: remote() });
    const parts: Uint8Array[] = [];
    const sink = new WritableStream<Uint8Array>({ write: (chunk) => void parts.push(chunk) });
    expect(await sftp.getfo("/f", sink)).toBe(content.length);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    await sink.close();
  });

  it("[C31] ends with the error of the stream, or when that is closed", async () => {
    const { sftp, server } = await connectModel({ tree: remote() });
    const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error("pipe broke")) });
    await expect(sftp.getfo("/f", failing)).rejects.toThrow("pipe broke");
    const closed = new PassThrough();
    setImmediate(() => closed.destroy());
    await expect(sftp.getfo("/f", closed)).rejects.toThrow("closed before");
    const ended = new PassThrough();
    ended.end();
    ended.resume();
    await expect(sftp.getfo("/f", ended)).rejects.toThrow();
    await expectBalancedBooks(server);
  });

  it("[C-8] [C31] compares with the stated size, and never writes beyond it", async () => {
    for (const [delta, code] of [
      [1, "ERR_SFTP_TRUNCATED"],
      [-100, "ERR_SFTP_CHANGED"],
    ] as const) {
      const { sftp } = await connectModel({ tree: remote(), sizes: (size) => size + delta });
      const sink = new PassThrough({ highWaterMark: 1_000_000 });
      await expect(sftp.getfo("/f", sink)).rejects.toMatchObject({ code, operation: "getfo", path: "/f" });
      expect(sink.readableLength).toBeLessThanOrEqual(content.length + delta);
    }
  });

  it("[C32] [F41] tells its progress", async () => {
    const { sftp } = await connectModel({ tree: remote() });
    const calls: [number, number][] = [];
    const onProgress = (...call: [number, number]): void => void calls.push(call);
    await sftp.getfo("/empty", new PassThrough(), { onProgress });
    expect(calls).toEqual([[0, 0]]);
    await sftp.getfo("/f", new PassThrough().resume(), { onProgress });
    expect(calls.at(-1)).toEqual([content.length, content.length]);
  });
});

it("nothing is left of an interrupted download that could be mistaken for the file", async () => {
  const folder = await temporaryDirectory();
  const { sftp, server } = await connectModel({ tree: remote() });
  const getting = sftp.get("/f", join(folder, "f"), { onProgress: () => server.peer.cut() });
  await expect(getting).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(existsSync(join(folder, "f"))).toBe(false);
});
