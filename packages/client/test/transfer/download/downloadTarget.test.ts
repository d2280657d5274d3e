import { readFileSync, writeFileSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const content = Buffer.from(new Random(32).bytes(200_000));
const remote = (): Tree => new Tree().file("/f", content);
const atomic = { atomic: true } as const;

describe("an atomic get", () => {
  it("writes a private file beside the target, and renames it when it is complete", async () => {
    const folder = await temporaryDirectory();
    writeFileSync(join(folder, "f"), "old");
    const seen = new Set<string>();
    const { sftp } = await connectModel({ tree: remote() });
    const states: Promise<void>[] = [];
    const look = async (): Promise<void> => {
      for (const name of await readdir(folder)) seen.add(name);
      const [part] = (await readdir(folder)).filter((name) => name.endsWith(".part"));
      if (part !== undefined) expect((await stat(join(folder, part))).mode & 0o777).toBe(0o600);
    };
    const onProgress = (): void => void (states.length === 0 && states.push(look().catch(() => {})));
    await sftp.get("/f", join(folder, "f"), { ...atomic, durable: true, onProgress });
    await Promise.all(states);
    expect(await readdir(folder)).toEqual(["f"]);
    expect(readFileSync(join(folder, "f")).equals(content)).toBe(true);
    for (const name of seen) expect(name).toMatch(/^(f|\.f\.[0-9a-f]{32}\.part)$/);
  });

  it("has the permissions that an ordinary one leaves, and replaces a link rather than what it leads to", async () => {
    const folder = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: remote() });
    await sftp.get("/f", join(folder, "plain"));
    await sftp.get("/f", join(folder, "atomic"), atomic);
    const modes = await Promise.all(["plain", "atomic"].map((name) => stat(join(folder, name))));
    expect(modes[1]!.mode).toBe(modes[0]!.mode);
    await chmod(join(folder, "atomic"), 0o640);
    await sftp.get("/f", join(folder, "atomic"), atomic);
    expect((await stat(join(folder, "atomic"))).mode & 0o777).toBe(0o640);
    writeFileSync(join(folder, "precious"), "precious");
    await symlink("precious", join(folder, "link"));
    await sftp.get("/f", join(folder, "link"), atomic);
    expect((await lstat(join(folder, "link"))).isFile()).toBe(true);
    expect(readFileSync(join(folder, "precious"), "utf8")).toBe("precious");
  });

  it("[C-10] leaves the old file and nothing else when it fails, also at the last step", async () => {
    const folder = await temporaryDirectory();
    writeFileSync(join(folder, "f"), "old");
    await mkdir(join(folder, "d"));
    const { sftp, server } = await connectModel({
      tree: remote().file("/short", "x"),
      sizes: (size) => (size === 1 ? 2 : size),
    });
    await expect(sftp.get("/short", join(folder, "f"), atomic)).rejects.toMatchObject({
      code: "ERR_SFTP_TRUNCATED",
    });
    await expect(sftp.get("/f", join(folder, "d"), atomic)).rejects.toThrow(/EISDIR|EEXIST|EPERM|ENOTEMPTY/);
    expect((await readdir(folder)).toSorted()).toEqual(["d", "f"]);
    expect(readFileSync(join(folder, "f"), "utf8")).toBe("old");
    await expectBalancedBooks(server);
  });

  it("[C-10] wherever the connection is cut, the final name is absent, old or complete", async () => {
    const folder = await temporaryDirectory();
    const path = join(folder, "f");
    let isComplete = false;
    for (let after = 50; !isComplete; after += 7_919) {
      writeFileSync(path, "old");
      const faults = { ending: { how: "close", way: "incoming", after } } as const;
      const { sftp } = await connectModel({ tree: remote() }, {}, faults);
      isComplete = await sftp.get("/f", path, atomic).then(
        () => true,
        () => false,
      );
      expect(readFileSync(path).equals(isComplete ? content : Buffer.from("old"))).toBe(true);
      expect(await readdir(folder)).toEqual(["f"]);
      await sftp.close();
    }
  });
});

describe("a get that fails", () => {
  it("keeps by choice what is written without a gap, and nothing beyond it", async () => {
    const folder = await temporaryDirectory();
    const random = new Random(6);
    for (let round = 1; round < 8; round++) {
      let reads = 0;
      const { sftp } = await connectModel({
        tree: remote(),
        limits: { read: 4_000, write: 0 },
        reorder: { random, turns: 6 },
        instead: ({ type, id }) =>
          type === Packet.READ && ++reads === round * 6 ? status(id, Status.FAILURE) : undefined,
      });
      await sftp.limits();
      const path = join(folder, `f${round}`);
      const failure: unknown = await sftp
        .get("/f", path, { onPartial: "keep" })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ status: Status.FAILURE, leftover: path });
      const kept = readFileSync(path);
      expect(kept.equals(content.subarray(0, kept.length))).toBe(true);
      expect(kept.length).toBeLessThan(content.length);
    }
  });
});
