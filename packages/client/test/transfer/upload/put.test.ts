import { writeFileSync } from "node:fs";
import { appendFile, chmod, utimes } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Random } from "@sftp/testing";
import { assert, asyncProperty, integer, option, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import type { ModelOptions } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const content = Buffer.from(new Random(9).bytes(300_000));

async function localFile(bytes: Uint8Array = content): Promise<string> {
  const path = join(await temporaryDirectory(), "local");
  writeFileSync(path, bytes);
  return path;
}

/** A server that answers one type of request with this status, from the `nth` on. */
function failing(type: number, code: number, nth = 1): ModelOptions {
  let count = 0;
  return {
    instead: (request) =>
      request.type === type && ++count >= nth ? status(request.id, code, "no room") : undefined,
  };
}

describe("put", () => {
  it("[C35] uploads the file and returns the attributes of the remote one", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "x".repeat(500_000)) });
    const source = await localFile();
    await chmod(source, 0o644);
    expect(await sftp.put(source, "/f")).toMatchObject({
      size: content.length,
      type: "file",
      report: { files: 1, bytes: content.length, verified: "size" },
    });
    expect(server.tree.content("/f").equals(content)).toBe(true);
    const open = server.peer.received.find(({ type }) => type === Packet.OPEN)!.fields();
    expect([open.text(), open.u32(), open.u32(), open.u32()]).toEqual(["/f", 0x1a, 4, 0o644]);
    await expectBalancedBooks(server);
  });

  it("[C35] opens the local file first: if that is missing, nothing happens at the server", async () => {
    const { sftp, server } = await connectModel();
    const missing = join(await temporaryDirectory(), "none");
    await expect(sftp.put(missing, "/f")).rejects.toMatchObject({
      code: "ENOENT",
      path: missing,
      syscall: "open",
    });
    expect(server.peer.received).toHaveLength(1);
  });

  it("[C35] a directory as target gives the server's error", async () => {
    const { sftp } = await connectModel({ tree: new Tree().directory("/d") });
    await expect(sftp.put(await localFile(), "/d")).rejects.toMatchObject({
      status: Status.FAILURE,
      path: "/d",
    });
  });

  it("sends writes in ascending order, many at once, each in one SSH packet", async () => {
    const { sftp, server } = await connectModel({ reorder: { random: new Random(5), turns: 50 } });
    await sftp.put(await localFile(), "/f");
    const writes = server.peer.received.filter(({ type }) => type === Packet.WRITE);
    const offsets = writes.map(({ fields }) => {
      const reader = fields();
      reader.string();
      return Number(reader.u64());
    });
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(Math.max(...writes.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(32_768);
    expect(server.mostWaiting.get(Packet.WRITE)).toBeGreaterThan(2);
  });

  it.each([
    ["a WRITE", failing(Packet.WRITE, 15, 4), "EDQUOT"],
    ["the CLOSE", failing(Packet.CLOSE, 14), "ENOSPC"],
  ])("[C37] [F1] [F2] fails with %s that fails, also without confirm", async (_, model, code) => {
    for (const confirm of [true, false]) {
      const { sftp } = await connectModel(model);
      await expect(sftp.put(await localFile(), "/f", { confirm })).rejects.toMatchObject({
        code,
        path: "/f",
      });
    }
  });

  it("[C36] compares the size at the server with what was sent", async () => {
    const { sftp, server } = await connectModel({ sizes: (size) => size - 1 });
    await expect(sftp.put(await localFile(), "/f")).rejects.toMatchObject({
      code: "ERR_SFTP_MISMATCH",
      message: /size mismatch in put! {2}299999 != 300000/,
      request: "stat",
      leftover: "/f",
    });
    // All of it was acknowledged: it is not for us to remove it.
    expect(server.tree.content("/f").equals(content)).toBe(true);
  });

  it("[F20] [C36] an absent size is unknown, not a mismatch", async () => {
    const { sftp } = await connectModel({ sizes: "absent" });
    const { size, report } = await sftp.put(await localFile(), "/f");
    expect([size, report.verified]).toEqual([undefined, undefined]);
  });

  it("[C36] without confirm there is no STAT, and the attributes are empty", async () => {
    const { sftp, server } = await connectModel();
    const attributes = await sftp.put(await localFile(), "/f", { confirm: false });
    expect([attributes.size, attributes.mode]).toEqual([undefined, undefined]);
    expect(server.count(Packet.STAT)).toBe(0);
  });

  it("removes what a failed upload left, or keeps it by choice, but nothing that is no regular file", async () => {
    const { sftp, server } = await connectModel(failing(Packet.WRITE, 4, 3));
    await expect(sftp.put(await localFile(), "/a")).rejects.toMatchObject({ code: "EIO" });
    expect(server.tree.nodes.has("/a")).toBe(false);
    await expect(sftp.put(await localFile(), "/b", { onPartial: "keep" })).rejects.toMatchObject({
      code: "EIO",
    });
    expect(server.tree.nodes.has("/b")).toBe(true);
    server.tree.file("/real").symlink("/link", "real");
    await expect(sftp.put(await localFile(), "/link")).rejects.toMatchObject({ code: "EIO" });
    expect(server.tree.nodes.has("/link")).toBe(true);
    await expectBalancedBooks(server);
  });

  it("[C32] tells its progress, of an empty file once", async () => {
    const { sftp } = await connectModel();
    const calls: [number, number][] = [];
    const onProgress = (...call: [number, number]): void => void calls.push(call);
    await sftp.put(await localFile(), "/f", { onProgress });
    const counts = calls.map(([transferred]) => transferred);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(calls.at(-1)).toEqual([content.length, content.length]);
    calls.length = 0;
    await sftp.put(await localFile(new Uint8Array(0)), "/f", { onProgress });
    expect(calls).toEqual([[0, 0]]);
  });

  it("[C32] [C-6] a listener that throws ends it, and nothing is left", async () => {
    const { sftp, server } = await connectModel();
    const thrown = new Error("no more");
    const onProgress = (): void => {
      throw thrown;
    };
    await expect(sftp.put(await localFile(), "/f", { onProgress })).rejects.toBe(thrown);
    expect(server.tree.nodes.has("/f")).toBe(false);
    await expectBalancedBooks(server);
  });

  it.each([
    ["snapshot", "only what there was", 0],
    ["follow", "all of it", 4],
  ] as const)("[C-8] of a local file that grows meanwhile, %s sends %s", async (onGrowth, _, more) => {
    const { sftp, server } = await connectModel();
    const path = await localFile();
    const before = readFileSync(path);
    let grown: Promise<void> | undefined;
    const onProgress = (): void => void (grown ??= appendFile(path, "more"));
    const { report } = await sftp.put(path, "/f", { onProgress, concurrency: 1, onGrowth, verify: "hash" });
    expect(report).toMatchObject({ bytes: before.length + more, grown: 1, verified: "hash" });
    const sent = Buffer.concat([before, Buffer.from("more".slice(0, more))]);
    expect(server.tree.content("/f").equals(sent)).toBe(true);
  });

  it("[C-8] a local file that grows meanwhile is an error if that is asked for", async () => {
    const { sftp } = await connectModel();
    const path = await localFile();
    let grown: Promise<void> | undefined;
    const onProgress = (): void => void (grown ??= appendFile(path, "more"));
    // The size was taken before; what is appended after the first part is beyond it.
    const outcome = await sftp
      .put(path, "/f", { onProgress, concurrency: 1, onGrowth: "error" })
      .catch((error: unknown) => error);
    await grown;
    expect(outcome).toMatchObject({ code: "ERR_SFTP_CHANGED", operation: "put" });
  });

  it("preserves permissions and times by choice", async () => {
    const { sftp, server } = await connectModel();
    const path = await localFile();
    await chmod(path, 0o751);
    await utimes(path, 1_111_111_111, 1_222_222_222);
    await sftp.put(path, "/f", { preserve: true });
    expect(server.tree.nodes.get("/f")).toMatchObject({
      mode: 0o751,
      atime: 1_111_111_111,
      mtime: 1_222_222_222,
    });
  });

  it(
    "[C-9] whenever it succeeds, the remote file has what was sent; a lost WRITE is found out",
    { timeout: 30_000 },
    async () => {
      const params = record({
        seed: integer(),
        length: integer({ min: 0, max: 3_000 }),
        write: integer({ min: 1, max: 900 }),
        late: integer({ min: 0, max: 3 }),
        lose: option(integer({ min: 1, max: 6 }), { nil: undefined }),
      });
      const path = await localFile();
      await assert(
        asyncProperty(params, async ({ seed, length, write, late, lose }) => {
          const random = new Random(seed);
          const bytes = random.bytes(length);
          writeFileSync(path, bytes);
          let writes = 0;
          const { sftp, server } = await connectModel({
            limits: { read: 0, write },
            reorder: { random, turns: late },
            // A WRITE is acknowledged, but only a part of the last one arrives.
            instead: ({ type, id }) =>
              type === Packet.WRITE && ++writes === lose ? status(id, Status.OK) : undefined,
          });
          const error: unknown = await sftp.put(path, "/f").then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          const arrived = server.tree.content("/f");
          if (error === undefined) expect(arrived.length).toBe(length);
          else expect(error).toMatchObject({ code: "ERR_SFTP_MISMATCH" });
          if (lose === undefined) expect(arrived.equals(bytes)).toBe(true);
          await sftp.close();
        }),
        { seed: 22, numRuns: 100 },
      );
    },
  );
});

function* parts(): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 997) yield content.subarray(at, at + 997);
}

function* broken(): Generator<Buffer> {
  yield content;
  throw new Error("source broke");
}

describe("putfo", () => {
  const sources: [string, () => Parameters<Awaited<ReturnType<typeof connectModel>>["sftp"]["putfo"]>[0]][] =
    [
      ["a Node stream", () => Readable.from([content.subarray(0, 7), content.subarray(7)])],
      ["a Web stream", () => new Blob([content]).stream()],
      ["an array", () => [content]],
      ["a generator of small parts", () => parts()],
    ];
  it.each(sources)("[C36] uploads %s", async (_, source) => {
    const { sftp, server } = await connectModel();
    expect(await sftp.putfo(source(), "/f")).toMatchObject({ size: content.length });
    expect(server.tree.content("/f").equals(content)).toBe(true);
    await expectBalancedBooks(server);
  });

  it("uploads text as UTF-8, and nothing at all", async () => {
    const { sftp, server } = await connectModel();
    await sftp.putfo(["é", "漢"], "/t");
    expect(server.tree.content("/t").toString()).toBe("é漢");
    expect((await sftp.putfo([], "/e")).size).toBe(0);
  });

  it("[C32] tells what was acknowledged, and the total as it was given", async () => {
    const { sftp } = await connectModel();
    for (const fileSize of [undefined, 12_345]) {
      const calls: [number, number][] = [];
      await sftp.putfo(parts(), "/f", { fileSize, onProgress: (...call) => void calls.push(call) });
      const counts = calls.map(([transferred]) => transferred);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(calls.at(-1)).toEqual([content.length, fileSize ?? 0]);
    }
    const calls: [number, number][] = [];
    await sftp.putfo([], "/e", { onProgress: (...call) => void calls.push(call) });
    expect(calls).toEqual([[0, 0]]);
  });

  it("[C37] [F1] [F2] fails with any WRITE or the CLOSE, also without confirm", async () => {
    for (const model of [failing(Packet.WRITE, 4, 2), failing(Packet.CLOSE, 4)]) {
      const { sftp } = await connectModel(model);
      await expect(sftp.putfo(parts(), "/f", { confirm: false })).rejects.toMatchObject({
        status: 4,
        path: "/f",
      });
    }
  });

  it("ends with the error of its source, and leaves nothing", async () => {
    const { sftp, server } = await connectModel();
    await expect(sftp.putfo(broken(), "/f")).rejects.toThrow("source broke");
    expect(server.tree.nodes.has("/f")).toBe(false);
    await expectBalancedBooks(server);
  });
});
