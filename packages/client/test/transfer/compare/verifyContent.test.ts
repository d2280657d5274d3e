import { readFileSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { FieldReader, join, Random, type ReceivedFrame, string, u64 } from "@sftp/testing";
import { assert, asyncProperty, boolean, constantFrom, integer, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { everyExtension } from "../../model/extensions.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const content = Buffer.from(new Random(61).bytes(50_000));

describe('verify: "hash"', () => {
  it.each([
    ["computes digests", everyExtension],
    ["computes none", []],
  ])("compares both ways with a server that %s", async (_, extensions) => {
    const local = joinPath(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({
      tree: new Tree().file("/f", content).file("/e"),
      extensions,
    });
    expect(await sftp.get("/f", local, { verify: "hash" })).toMatchObject({ verified: "hash" });
    const { report } = await sftp.put(local, "/g", { verify: "hash" });
    expect(report).toMatchObject({ verified: "hash", bytes: content.length });
    await sftp.put(local, "/g", { verify: "hash", atomic: true, replace: "unlink-first" });
    expect(server.tree.content("/g").equals(content)).toBe(true);
    expect(await sftp.get("/e", local, { verify: "hash", atomic: true })).toMatchObject({ verified: "hash" });
    await expectBalancedBooks(server);
  });

  it("[C-9] finds every WRITE that is acknowledged but lost or damaged", { timeout: 60_000 }, async () => {
    const local = joinPath(await temporaryDirectory(), "f");
    const params = record({
      seed: integer(),
      writes: integer({ min: 1, max: 8 }),
      victim: integer({ min: 0, max: 7 }),
      loses: boolean(),
      digests: boolean(),
      sizes: constantFrom("true", "absent", "forged"),
      atomic: boolean(),
    });
    await assert(
      asyncProperty(params, async ({ seed, writes, victim, loses, digests, sizes, atomic }) => {
        const random = new Random(seed);
        const bytes = random.bytes(writes * 1_000);
        writeFileSync(local, bytes);
        let count = 0;
        const { sftp, server } = await connectModel({
          limits: { read: 0, write: 1_000 },
          extensions: digests ? everyExtension : [],
          sizes: sizes === "forged" ? () => bytes.length : sizes === "absent" ? "absent" : "true",
          instead: (request, model) => {
            if (request.type !== Packet.WRITE || count++ !== victim % writes) return undefined;
            if (loses) return status(request.id, Status.OK);
            return model.answer(damaged(request, random));
          },
        });
        const options = { verify: "hash", atomic } as const;
        const failure: unknown = await sftp.put(local, "/f", options).catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: "ERR_SFTP_MISMATCH" });
        // The server has acknowledged all of it: it stays, but with atomic not under its name.
        const { leftover } = failure as { leftover: string };
        expect([...server.tree.nodes.keys()]).toEqual(["/", leftover]);
        expect(leftover === "/f").toBe(!atomic);
        await sftp.close();
      }),
      { seed: 23, numRuns: 60 },
    );
  });

  it("[C-9] finds bytes behind the end, where the server says no size", async () => {
    const local = joinPath(await temporaryDirectory(), "f");
    writeFileSync(local, content);
    const { sftp } = await connectModel({
      sizes: "absent",
      instead: ({ type }, { tree }) => {
        const node = tree.nodes.get("/f");
        if (type === Packet.CLOSE && node !== undefined)
          node.data = Buffer.concat([node.data, Buffer.from("!")]);
        return undefined;
      },
    });
    await expect(sftp.put(local, "/f", { verify: "hash" })).rejects.toMatchObject({
      code: "ERR_SFTP_MISMATCH",
    });
  });

  it("treats a download that is not the same as failed", async () => {
    const folder = await temporaryDirectory();
    const tree = new Tree().file("/f", content);
    const { sftp } = await connectModel({ tree });
    const onProgress = (transferred: number, total: number): void => {
      const { data } = tree.nodes.get("/f")!;
      if (transferred === total) data[0]! ^= 1;
    };
    const local = joinPath(folder, "f");
    await expect(sftp.get("/f", local, { verify: "hash", onProgress })).rejects.toMatchObject({
      code: "ERR_SFTP_MISMATCH",
      message: /from byte 0 on/,
    });
    expect(await readdir(folder)).toEqual([]);
    writeFileSync(local, "old");
    await expect(sftp.get("/f", local, { verify: "hash", atomic: true, onProgress })).rejects.toThrow();
    expect(readFileSync(local, "utf8")).toBe("old");
  });
});

/** The same WRITE with one bit wrong. */
function damaged(request: ReceivedFrame, random: Random): ReceivedFrame {
  const fields = request.fields();
  const [handle, offset, data] = [fields.string(), fields.u64(), fields.string()];
  data[random.below(data.length)]! ^= 1 << random.below(8);
  return { ...request, fields: () => new FieldReader(join(string(handle), u64(offset), string(data))) };
}
