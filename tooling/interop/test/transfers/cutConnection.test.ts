import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import type { PutOptions, TransferReport } from "@sftp/sftp";
import { beforeEach, describe, expect, it } from "vitest";

import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";
import { failureOf, servers, Setting } from "./setting.ts";

const SIZE = 3_000_000;
/** So that the end is not on its way before the line is cut. */
const window = { maxInFlightBytes: 500_000 };

describe.each(servers)("a connection to %s that is cut", (_name, start) => {
  let setting: Setting;
  beforeEach(async () => {
    setting = await Setting.start(start);
  });

  it.each(["get", "put"] as const)(
    "in a %s: what is kept is gone on with, and the file is the original",
    async (way) => {
      const { here, served, remote } = setting;
      await writeSampleFile(way === "get" ? served("f") : here("f"), SIZE);
      const transfer = async (options: PutOptions): Promise<TransferReport> => {
        const sftp = await setting.connect();
        const all = { ...window, resume: true, ...options } as const;
        if (way === "get") return sftp.get(remote("f"), here("f"), all);
        return (await sftp.put(here("f"), remote("f"), all)).report;
      };
      const failure = await failureOf(transfer({ onProgress: setting.cutAt(0.5) }));
      const leftover = way === "get" ? here("f") : remote("f");
      expect(failure).toMatchObject({ code: "ECONNRESET", leftover });

      setting.server = await setting.server.restart();
      const report = await transfer({ verify: "hash" });
      expect(report).toMatchObject({ bytes: SIZE, verified: "hash" });
      expect(report.resumed).toBeGreaterThanOrEqual(SIZE / 2);
      expect(await sha256(here("f"))).toBe(await sha256(served("f")));
    },
  );

  it("and a part that is not the original's: it is found and written anew", async () => {
    const { here, served, remote } = setting;
    await writeSampleFile(here("f"), SIZE);
    const original = await readFile(here("f"));
    const holed = Buffer.from(original.subarray(0, SIZE / 2));
    holed.fill(0, 1_000_000, 1_050_000);
    await writeFile(served("f"), holed);
    const sftp = await setting.connect();
    const { report } = await sftp.put(here("f"), remote("f"), { resume: true });
    expect(report.resumed).toBe(1_000_000);
    expect(await sha256(served("f"))).toBe(await sha256(here("f")));
    await writeFile(here("g"), holed);
    const { resumed } = await sftp.get(remote("f"), here("g"), { resume: true });
    expect(resumed).toBe(1_000_000);
    expect(await sha256(here("g"))).toBe(await sha256(here("f")));
  });

  it("in an atomic get: the old file is there, whole, and nothing else", async () => {
    const { here, served, remote } = setting;
    await writeSampleFile(served("f"), SIZE);
    await writeFile(here("f"), "old");
    const sftp = await setting.connect();
    const options = { ...window, atomic: true, durable: true } as const;
    const onProgress = setting.cutAt(0.5);
    const failure = await failureOf(sftp.get(remote("f"), here("f"), { ...options, onProgress }));
    expect(failure).toMatchObject({ code: "ECONNRESET" });
    expect(await readFile(here("f"), "utf8")).toBe("old");
    expect(await readdir(setting.local)).toEqual(["f"]);
    const again = await setting.connect();
    await again.get(remote("f"), here("f"), options);
    expect(await sha256(here("f"))).toBe(await sha256(served("f")));
  });

  it("in an atomic put: the old file is there, whole, and the error names what could not be removed", async () => {
    const { here, served, remote } = setting;
    await writeSampleFile(here("f"), SIZE);
    await writeFile(served("f"), "old", { mode: 0o640 });
    const sftp = await setting.connect();
    const options = { ...window, atomic: true, durable: true } as const;
    const onProgress = setting.cutAt(0.5);
    const failure = await failureOf(sftp.put(here("f"), remote("f"), { ...options, onProgress }));
    expect(failure).toMatchObject({ code: "ECONNRESET", path: remote("f") });
    expect(await readFile(served("f"), "utf8")).toBe("old");
    const left = (await readdir(setting.server.folder)).filter((name) => name.endsWith(".part"));
    expect(left.map(remote)).toEqual([failure.leftover]);
    const again = await setting.connect();
    await again.remove(failure.leftover!);
    const result = await again.put(here("f"), remote("f"), { ...options, verify: "hash" });
    expect(result.report.verified).toBe("hash");
    expect(await sha256(served("f"))).toBe(await sha256(here("f")));
    expect((await stat(served("f"))).mode & 0o777).toBe(0o640);
    expect(await readdir(setting.server.folder)).toEqual(["f"]);
  });

  it.each(["get", "put"] as const)("in a %s of a tree: the second time makes it whole", async (operation) => {
    const { here, served, remote } = setting;
    const [source, target] =
      operation === "get" ? [served("tree"), here("tree")] : [here("tree"), served("tree")];
    await writeSampleTree(source);
    await writeSampleFile(`${source}/big`, SIZE);
    const transfer = async (options: object): Promise<unknown> => {
      const sftp = await setting.connect();
      const all = { recursive: true, resume: true, ...window, ...options } as const;
      return operation === "get"
        ? sftp.get(remote("tree"), here("tree"), all)
        : sftp.put(here("tree"), remote("tree"), all);
    };
    expect(await failureOf(transfer({ onProgress: setting.cutAt(0.5) }))).toMatchObject({
      code: "ECONNRESET",
    });
    await transfer({ verify: "hash" });
    expect(await fingerprint(target)).toEqual(await fingerprint(source));
  });
});
