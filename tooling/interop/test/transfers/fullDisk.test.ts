import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { smallDisk } from "../../src/files/smallDisk.ts";
import { failureOf, servers, Setting } from "./setting.ts";

const SIZE = 2_000_000;

describe.each(servers)("a disk that is full, with %s", (_name, start) => {
  it("at the server: nothing is left, or what is kept is gone on with when there is room", async () => {
    const setting = await Setting.start(start);
    const disk = await smallDisk(setting.served("disk"), "1m");
    const [here, there] = [setting.here("f"), setting.remote("disk/f")];
    await writeSampleFile(here, SIZE);
    await writeFile(join(disk.folder, "old"), "old");
    const sftp = await setting.connect();

    expect((await failureOf(sftp.put(here, there))).code).toMatch(/^(ENOSPC|EIO)$/);
    const atomic = await failureOf(sftp.put(here, setting.remote("disk/old"), { atomic: true }));
    expect(atomic).not.toHaveProperty("leftover");
    expect(await readFile(join(disk.folder, "old"), "utf8")).toBe("old");
    expect(await readdir(disk.folder)).toEqual(["old"]);

    expect(await failureOf(sftp.put(here, there, { resume: true }))).toMatchObject({ leftover: there });
    const kept = await readFile(join(disk.folder, "f"));
    expect(kept.equals((await readFile(here)).subarray(0, kept.length))).toBe(true);
    await disk.resize("4m");
    const { report } = await sftp.put(here, there, { resume: true, verify: "hash" });
    expect(report).toMatchObject({ bytes: SIZE, resumed: kept.length, verified: "hash" });
    expect(await sha256(join(disk.folder, "f"))).toBe(await sha256(here));
  });

  it("here: nothing is left, or what is kept is gone on with when there is room", async () => {
    const setting = await Setting.start(start);
    const disk = await smallDisk(setting.here("disk"), "1m");
    const [here, there] = [join(disk.folder, "f"), setting.remote("f")];
    await writeSampleFile(setting.served("f"), SIZE);
    await writeFile(join(disk.folder, "old"), "old");
    const sftp = await setting.connect();

    expect(await failureOf(sftp.get(there, here))).toMatchObject({ code: "ENOSPC" });
    const atomic = await failureOf(sftp.get(there, join(disk.folder, "old"), { atomic: true }));
    expect(atomic).toMatchObject({ code: "ENOSPC" });
    expect(await readFile(join(disk.folder, "old"), "utf8")).toBe("old");
    expect(await readdir(disk.folder)).toEqual(["old"]);

    expect(await failureOf(sftp.get(there, here, { resume: true }))).toMatchObject({ leftover: here });
    const kept = await readFile(here);
    await disk.resize("4m");
    const report = await sftp.get(there, here, { resume: true, verify: "hash" });
    expect(report).toMatchObject({ bytes: SIZE, resumed: kept.length, verified: "hash" });
    expect(await sha256(here)).toBe(await sha256(setting.served("f")));
  });
});
