import { createHash } from "node:crypto";

import { string, turns, until } from "@sftp/testing";
import { checkFileAlgorithms, decodeCheckFileReply, extendedReplies } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const long = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7) % 253));
const digest = (algorithm: string, data: Uint8Array) => createHash(algorithm).update(data).digest("hex");

const serve = async (options = {}) => {
  const backend = new TreeBackend();
  backend.put("/long", long);
  backend.put("/short", "0123456789");
  backend.put("/empty", "");
  const session = await openSession(backend, options);
  const digests = async (
    path: string,
    algorithms: string,
    offset: number,
    length: number,
    blockSize: number,
  ) => {
    const handle = await session.open(path, OpenFlags.READ);
    const body = { algorithms, offset, length, blockSize };
    const reply = session.call("check-file-handle", { handle, ...body });
    const { payload } = await session.get("extendedReply", reply);
    const got = decodeCheckFileReply(payload);
    return {
      algorithm: got.algorithm,
      digests: got.digests.map((bytes) => Buffer.from(bytes).toString("hex")),
    };
  };
  return { backend, session, digests };
};

describe("check-file", () => {
  it("[F27] gives the right digests of what is longer than any buffer", async () => {
    const { session, digests } = await serve();
    expect(await digests("/long", "sha256", 0, 0, 0)).toEqual({
      algorithm: "sha256",
      digests: [digest("sha256", long)],
    });
    const blocks = await digests("/long", "md5", 1000, 300_000, 65_536);
    const expected = [0, 1, 2, 3, 4].map((block) => {
      const start = 1000 + block * 65_536;
      return digest("md5", long.subarray(start, Math.min(start + 65_536, 301_000)));
    });
    expect(blocks).toEqual({ algorithm: "md5", digests: expected });
    await session.end();
  });

  it("[F28] takes short segments with block size 0", async () => {
    const { session, digests } = await serve();
    expect((await digests("/short", "sha1", 2, 5, 0)).digests).toEqual([
      digest("sha1", Buffer.from("23456")),
    ]);
    await session.end();
  });

  it.each([
    ["a length beyond the end", "/short", 5, 10_000, "56789"],
    ["an offset beyond the end", "/short", 500, 10_000, ""],
    ["an empty file", "/empty", 0, 0, ""],
  ])("[F29] %s ends there, with one digest at least", async (_what, path, offset, length, text) => {
    const { session, digests } = await serve();
    for (const blockSize of [0, 256]) {
      const expected = [digest("md5", Buffer.from(text))];
      expect((await digests(path, "md5", offset, length, blockSize)).digests).toEqual(expected);
    }
    await session.end();
  });

  it("takes the first algorithm of the client's that it has, and it has all of the extension's", async () => {
    const { session, digests } = await serve();
    expect((await digests("/short", "whirlpool,sha512,md5", 0, 0, 0)).algorithm).toBe("sha512");
    for (const algorithm of checkFileAlgorithms) {
      const { digests: got } = await digests("/short", algorithm, 0, 0, 0);
      if (algorithm === "crc32") expect(got).toEqual(["a684c7c6"]);
      else expect(got).toEqual([digest(algorithm, Buffer.from("0123456789"))]);
    }
    await session.end();
  });

  it("refuses what it cannot do: no common algorithm, small blocks, more digests than a packet holds", async () => {
    const { session } = await serve();
    const handle = await session.open("/long", OpenFlags.READ);
    const check = (algorithms: string, blockSize: number) =>
      session.get(
        "status",
        session.call("check-file", { handle, algorithms, offset: 0, length: 0, blockSize }),
      );
    expect((await check("whirlpool", 0)).message).toMatch(/no hash algorithm in common/);
    expect((await check("md5", 255)).message).toMatch(/256 bytes at least/);
    const many = new TreeBackend();
    many.put("/many", Buffer.alloc(256 * 14_000));
    const other = await openSession(many);
    const body = { path: "/many", algorithms: "md5", offset: 0, length: 0, blockSize: 256 };
    const { message } = await other.get("status", other.call("check-file-name", body));
    expect(message).toMatch(/too many digests/);
    await Promise.all([session.end(), other.end()]);
  });

  it("answers in the dialect of the request's name", async () => {
    const raw = Buffer.from(digest("md5", Buffer.from("0123456789")), "hex");
    const body = { algorithms: "md5", offset: 0, length: 0, blockSize: 0 };
    for (const [checkFileDialect, named] of [
      [undefined, [string("md5"), raw]],
      ["mina", [string("check-file"), string("md5"), string(raw)]],
    ] as const) {
      const { session } = await serve({ checkFileDialect });
      const handle = await session.open("/short", OpenFlags.READ);
      const answers = [
        session.call("check-file", { handle, ...body }),
        session.call("check-file-handle", { handle, ...body }),
        session.call("check-file-name", { path: "/short", ...body }),
      ];
      const payloads = await Promise.all(answers.map((answer) => session.get("extendedReply", answer)));
      expect(payloads.map(({ payload }) => Buffer.from(payload))).toEqual([
        Buffer.concat([string("check-file"), string("md5"), raw]),
        Buffer.concat(named),
        Buffer.concat(named),
      ]);
      await session.end();
    }
  });

  it("by name closes what it opened, also when reading fails", async () => {
    const { backend, session } = await serve();
    const body = { path: "/short", algorithms: "md5", offset: 0, length: 0, blockSize: 0 };
    await session.get("extendedReply", session.call("check-file-name", body));
    backend.pause = () => Promise.reject(Object.assign(new Error(), { code: "EIO" }));
    expect(await session.status(session.call("check-file-name", body))).toBe(4);
    expect(backend.openFiles).toBe(0);
    await session.end();
  });

  it("stops reading when its session ends", async () => {
    let reads = 0;
    const session = await openSession({ open: () => ({ read: (into) => (reads++, into.length) }) });
    const handle = await session.open("/endless", OpenFlags.READ);
    void session.call("check-file", { handle, algorithms: "crc32", offset: 0, length: 0, blockSize: 0 });
    await until(() => reads > 3);
    await session.cut();
    const readsAtTheEnd = reads;
    await turns(20);
    expect(reads).toBe(readsAtTheEnd);
  });
});

describe("md5-hash", () => {
  const md5 = Buffer.from(digest("md5", long.subarray(1000, 11_000)), "hex");
  const quick = Buffer.from(digest("md5", long.subarray(1000, 3048)), "hex");

  it.each([
    ["without a quick check", new Uint8Array(), md5],
    ["with one that is right", quick, md5],
    ["with one that is wrong", md5, Buffer.alloc(0)],
  ])("%s", async (_what, quickHash, expected) => {
    const { session } = await serve();
    const range = { offset: 1000, length: 10_000, quickHash };
    const byName = session.call("md5-hash", { path: "/long", ...range });
    const handle = await session.open("/long", OpenFlags.READ);
    const byHandle = session.call("md5-hash-handle", { handle, ...range });
    const replies = [
      await session.extended(extendedReplies.md5Hash, byName),
      await session.extended(extendedReplies.md5Hash, byHandle),
    ];
    expect(replies.map(({ name, digest: bytes }) => [name, Buffer.from(bytes)])).toEqual([
      ["md5-hash", expected],
      ["md5-hash-handle", expected],
    ]);
    await session.end();
  });
});
