import { createHash } from "node:crypto";
import { frame, type ReceivedFrame, string, u32 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions } from "../model/modelServer.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const content = Buffer.from(Array.from({ length: 2_000 }, (_, i) => i & 0xff));

/** How a reply is laid out: what stands before the algorithm, and before each digest. */
type Dialect = "draft" | "paramiko" | "mina";

interface Asked {
  readonly name: string;
  readonly algorithms: string;
  readonly offset: number;
  readonly length: number;
  readonly blockSize: number;
}

/** A server that computes digests, under these names of the request. */
function hashing(names: readonly string[], dialect: Dialect, asked: Asked[] = []): ModelOptions {
  const answer = ({ type, id, fields }: ReceivedFrame): Uint8Array | undefined => {
    if (type !== Packet.EXTENDED) return undefined;
    const reader = fields();
    const name = reader.text();
    if (!names.includes(name)) return status(id, Status.OP_UNSUPPORTED);
    reader.string();
    const algorithms = reader.text();
    const [offset, length, blockSize] = [Number(reader.u64()), Number(reader.u64()), reader.u32()];
    asked.push({ name, algorithms, offset, length, blockSize });
    const algorithm = algorithms.split(",").find((wanted) => ["md5", "sha1", "sha256"].includes(wanted));
    if (algorithm === undefined) return status(id, Status.FAILURE, "no such algorithm");
    const range = content.subarray(offset, length === 0 ? undefined : offset + length);
    const digests: Uint8Array[] = [];
    for (let at = 0; at < range.length; at += blockSize || range.length) {
      const digest = createHash(algorithm)
        .update(range.subarray(at, blockSize ? at + blockSize : undefined))
        .digest();
      digests.push(dialect === "mina" ? string(digest) : digest);
    }
    const mark = dialect === "draft" ? [] : [string("check-file")];
    return frame(Packet.EXTENDED_REPLY, u32(id), ...mark, string(algorithm), ...digests);
  };
  return { tree: new Tree().file("/f", content), extensions: [["check-file", "1"]], instead: answer };
}

const sha1 = (...parts: Uint8Array[]): Buffer =>
  Buffer.concat(parts.map((part) => createHash("sha1").update(part).digest()));

describe("check of an open file", () => {
  it.each(["draft", "paramiko", "mina"] as const)("[F-19] reads the %s dialect", async (dialect) => {
    const { sftp } = await connectModel(hashing(["check-file-handle"], dialect));
    await using file = await sftp.open("/f");
    expect(await file.check("sha1")).toEqual(sha1(content));
    const two = await file.check("sha1", 0, { length: 1024, blockSize: 512 });
    expect(two).toHaveLength(40);
    expect(two).toEqual(sha1(content.subarray(0, 512), content.subarray(512, 1024)));
    expect(await file.check("sha1", 1_500, { blockSize: 256 })).toEqual(
      sha1(content.subarray(1_500, 1_756), content.subarray(1_756)),
    );
  });

  it("[F43] [F-19] tries the draft's name and then paramiko's, and takes the algorithm of the reply", async () => {
    const asked: Asked[] = [];
    const { sftp } = await connectModel(hashing(["check-file"], "paramiko", asked));
    await using file = await sftp.open("/f");
    expect(await file.check(["sha512", "sha256", "md5"], 3)).toEqual(
      createHash("sha256").update(content.subarray(3)).digest(),
    );
    expect(asked).toEqual([
      { name: "check-file", algorithms: "sha512,sha256,md5", offset: 3, length: 0, blockSize: 0 },
    ]);
  });

  it("[F-19] is an error where the server cannot, or has none of the algorithms", async () => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f") });
    await using file = await sftp.open("/f");
    await expect(file.check("md5")).rejects.toMatchObject({
      code: "ENOTSUP",
      operation: "check",
      path: "/f",
    });
    const { sftp: other } = await connectModel(hashing(["check-file-handle"], "draft"));
    await using known = await other.open("/f");
    await expect(known.check("crc32")).rejects.toMatchObject({ status: Status.FAILURE });
    await expect(known.check("md5", 0, { blockSize: 255 })).rejects.toThrow(RangeError);
  });

  it("what fits no dialect is a protocol error", async () => {
    const { sftp } = await connectModel({
      tree: new Tree().file("/f"),
      instead: ({ type, id }) =>
        type === Packet.EXTENDED ? frame(Packet.EXTENDED_REPLY, u32(id), string("md5"), u32(1)) : undefined,
    });
    await using file = await sftp.open("/f");
    await expect(file.check("md5")).rejects.toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
  });
});

describe("check of a path", () => {
  it("[F43] goes by the path, or by opening the file where the server knows only handles", async () => {
    const byName: Asked[] = [];
    const { sftp } = await connectModel(hashing(["check-file-name"], "draft", byName));
    expect(await sftp.check("/f", "sha1")).toEqual(sha1(content));
    expect(byName.map(({ name }) => name)).toEqual(["check-file-name"]);
    const { sftp: other, server } = await connectModel(hashing(["check-file-handle"], "draft"));
    expect(await other.check("/f", "sha1", 10, { length: 20 })).toEqual(sha1(content.subarray(10, 30)));
    await expectBalancedBooks(server);
  });

  it("is refused locally where it is not offered", async () => {
    const { sftp, server } = await connectModel();
    await expect(sftp.check("/f", "sha1")).rejects.toMatchObject({ code: "ENOTSUP" });
    expect(server.count(Packet.EXTENDED)).toBe(0);
  });
});
