import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { everyExtension } from "../../model/extensions.ts";
import type { ModelOptions } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const MIB = 1024 * 1024;

/** What an earlier transfer may have left, and how much of it is right. */
function leftover(random: Random, original: Uint8Array): { kept: Buffer; same: number } {
  const kept = Buffer.from(original.subarray(0, random.below(original.length + 1)));
  switch (random.below(5)) {
    case 0: {
      const at = random.below(kept.length + 1);
      const to = at + random.below(kept.length - at + 1);
      kept.fill(0, at, to);
      break;
    }
    case 1:
      if (kept.length > 0) kept[random.below(kept.length)]! ^= 1;
      break;
    case 2: {
      const longer = Buffer.concat([original, random.bytes(1 + random.below(500))]);
      return { kept: longer, same: original.length };
    }
    case 3:
      return { kept: Buffer.from(random.bytes(kept.length)), same: 0 };
    default:
  }
  let same = 0;
  while (same < kept.length && kept[same] === original[same]) same++;
  return { kept, same };
}

const servers: [string, ModelOptions][] = [
  ["that computes digests", { extensions: everyExtension }],
  ["that computes none", {}],
  [
    "that offers digests and refuses them",
    {
      extensions: everyExtension,
      instead: ({ type, id }) => (type === Packet.EXTENDED ? status(id, Status.FAILURE) : undefined),
    },
  ],
  ["that says no sizes", { sizes: "absent" }],
];

describe.each(servers)("resume, with a server %s", (_, model) => {
  it.each(["get", "put"] as const)("ends %s in the right bytes, whatever was left", async (operation) => {
    const local = join(await temporaryDirectory(), "f");
    const random = new Random(51);
    let resumed = 0;
    for (let round = 0; round < 40; round++) {
      const original = random.bytes(1 + random.below(9_000));
      const { kept, same } = leftover(random, original);
      const limits = { read: 900, write: 900 };
      const { sftp, server } = await connectModel({ ...model, limits, tree: new Tree() });
      const words = `round ${round}`;
      let report;
      if (operation === "get") {
        server.tree.file("/f", original);
        writeFileSync(local, kept);
        report = await sftp.get("/f", local, { resume: true });
        expect(readFileSync(local).equals(original), words).toBe(true);
      } else {
        server.tree.file("/f", kept);
        writeFileSync(local, original);
        ({ report } = await sftp.put(local, "/f", { resume: true }));
        expect(server.tree.content("/f").equals(original), words).toBe(true);
      }
      expect(report.bytes, words).toBe(original.length);
      // A random byte may happen to be the right one.
      expect(report.resumed, words).toBeGreaterThanOrEqual(Math.min(same, original.length));
      if (same > 0) expect(report.resumed, words).toBe(Math.min(same, original.length));
      resumed += report.resumed;
      await expectBalancedBooks(server);
      await sftp.close();
    }
    expect(resumed).toBeGreaterThan(0);
  });
});

describe("resume", () => {
  const original = Buffer.from(new Random(52).bytes(3 * MIB));
  const holed = Buffer.from(original.subarray(0, 2.5 * MIB)).fill(0, 1_000, 2_000);

  it("begins anew where there is nothing", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "content") });
    expect(await sftp.get("/f", local, { resume: true })).toMatchObject({ bytes: 7, resumed: 0 });
    const { report } = await sftp.put(local, "/g", { resume: true });
    expect(report).toMatchObject({ bytes: 7, resumed: 0 });
    expect(server.tree.content("/g").toString()).toBe("content");
  });

  it("reads little of a file of which the server computes digests", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp, server } = await connectModel({
      tree: new Tree().file("/f", original),
      extensions: everyExtension,
    });
    writeFileSync(local, holed);
    expect(await sftp.get("/f", local, { resume: true })).toMatchObject({ resumed: 1_000 });
    expect(readFileSync(local).equals(original)).toBe(true);
    writeFileSync(local, original.subarray(0, 2.5 * MIB));
    const before = server.count(Packet.READ);
    expect(await sftp.get("/f", local, { resume: true })).toMatchObject({ resumed: 2.5 * MIB });
    expect(server.count(Packet.READ) - before).toBeLessThan(20);
  });

  it('with "tail" trusts what is before the last MiB, and looks at everything only if that differs', async () => {
    const local = join(await temporaryDirectory(), "f");
    writeFileSync(local, original);
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", holed) });
    const quick = await sftp.put(local, "/f", { resume: "tail" });
    expect(quick.report.resumed).toBe(holed.length);
    expect(server.tree.content("/f").equals(original)).toBe(false);
    const broken = Buffer.from(holed);
    broken[broken.length - 5]! ^= 1;
    server.tree.file("/f", broken);
    const thorough = await sftp.put(local, "/f", { resume: "tail" });
    expect(thorough.report.resumed).toBe(1_000);
    expect(server.tree.content("/f").equals(original)).toBe(true);
  });

  it("counts in its progress what was kept", async () => {
    const local = join(await temporaryDirectory(), "f");
    writeFileSync(local, "123");
    const { sftp } = await connectModel({ tree: new Tree().file("/f", "12345") });
    const calls: [number, number][] = [];
    const onProgress = (...call: [number, number]): void => void calls.push(call);
    await sftp.get("/f", local, { resume: true, onProgress });
    expect(calls).toEqual([[5, 5]]);
    await sftp.get("/f", local, { resume: true, onProgress });
    expect(calls).toEqual([
      [5, 5],
      [5, 5],
    ]);
  });

  it("keeps what is there when it fails, also while it compares", async () => {
    const local = join(await temporaryDirectory(), "f");
    writeFileSync(local, original.subarray(0, 500_000));
    let fails = true;
    const { sftp } = await connectModel({
      tree: new Tree().file("/f", original),
      instead: ({ type, id }) =>
        type === Packet.READ && fails ? status(id, Status.PERMISSION_DENIED) : undefined,
    });
    await expect(sftp.get("/f", local, { resume: true })).rejects.toMatchObject({
      code: "EACCES",
      leftover: local,
    });
    expect(readFileSync(local)).toHaveLength(500_000);
    fails = false;
    expect(await sftp.get("/f", local, { resume: true })).toMatchObject({ resumed: 500_000 });
    rmSync(local);
    expect(existsSync(local)).toBe(false);
  });
});
