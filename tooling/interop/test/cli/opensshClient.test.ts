import { lstat, mkdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { sftp, sftpWithProgram } from "../../src/clients/openssh.ts";
import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import type { Outcome } from "../../src/process/run.ts";
import { sftpCli, startSftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

interface Setting {
  /** Where the client runs. */
  readonly here: string;
  /** What is served, and how the client names it. */
  readonly served: string;
  readonly remote: string;
  batch(commands: readonly string[]): Promise<Outcome>;
}

const settings: Record<string, () => Promise<Setting>> = {
  "sftp-cli serve --stdio": async () => {
    const [here, served] = [await scratch(), await scratch()];
    const server = `${process.execPath} ${sftpCli} serve --stdio`;
    return { here, served, remote: served, batch: (commands) => sftpWithProgram(server, commands, here) };
  },
  "sshd, whose Subsystem sftp is sftp-cli serve --stdio": async () => {
    const server = await startSshd(() => `${process.execPath} ${sftpCli} serve --stdio`);
    onTestFinished(async () => void (await server.stop()));
    const { folder } = server;
    const here = await scratch();
    return { here, served: folder, remote: folder, batch: (commands) => sftp(server, commands, here) };
  },
  "sftp-cli serve DIR --port": async () => {
    const server = await startSftpCli();
    onTestFinished(async () => void (await server.stop()));
    const here = await scratch();
    return { here, served: server.folder, remote: "/", batch: (commands) => sftp(server, commands, here) };
  },
};

describe.each(Object.entries(settings))("OpenSSH's sftp with %s", (_name, open) => {
  // On a busy machine slow is no failure.
  it("uploads and downloads a file of 256 MiB", { timeout: 240_000 }, async () => {
    const { here, served, remote, batch } = await open();
    await writeSampleFile(join(here, "big"), 256 * 2 ** 20);

    await succeed(batch([`cd ${remote}`, "put big", "get big back"]));

    const expected = await sha256(join(here, "big"));
    expect(await sha256(join(served, "big"))).toBe(expected);
    expect(await sha256(join(here, "back"))).toBe(expected);
  });

  it("uploads, lists and downloads a tree", async () => {
    const { here, served, remote, batch } = await open();
    await mkdir(join(here, "tree"));
    await writeSampleTree(join(here, "tree"));

    const { stdout } = await succeed(
      batch([`cd ${remote}`, "put -R tree", "ls -1 tree", "get -R tree back"]),
    );

    const expected = await fingerprint(join(here, "tree"));
    expect(Object.keys(expected).length).toBeGreaterThan(40);
    expect(await fingerprint(join(served, "tree"))).toEqual(expected);
    expect(await fingerprint(join(here, "back"))).toEqual(expected);
    for (const name of ["tree/empty", "tree/folder 0", "tree/folder 3"]) expect(stdout).toContain(name);
  });

  it("makes links, renames, changes modes, removes", async () => {
    const { here, served, remote, batch } = await open();
    await writeFile(join(here, "file"), "content");

    const { stdout } = await succeed(
      batch([
        `cd ${remote}`,
        "put file a",
        "ln -s a soft",
        "ln a hard",
        "rename a b",
        "chmod 640 b",
        "mkdir folder",
        "rename b folder/c",
        "put file gone",
        "rm gone",
        "mkdir empty",
        "rmdir empty",
        "ls -l",
      ]),
    );

    expect(await readlink(join(served, "soft"))).toBe("a");
    expect(await readFile(join(served, "folder/c"), "utf8")).toBe("content");
    expect((await stat(join(served, "folder/c"))).mode & 0o777).toBe(0o640);
    expect((await stat(join(served, "hard"))).ino).toBe((await stat(join(served, "folder/c"))).ino);
    await expect(lstat(join(served, "gone"))).rejects.toThrow("ENOENT");
    await expect(lstat(join(served, "empty"))).rejects.toThrow("ENOENT");
    expect(stdout).toMatch(/^drwx\S+ .* folder\n/m);
    expect(stdout).toMatch(/^lrwx\S+ .* soft/m);
  });

  it("renames over what exists, and resumes both ways", async () => {
    const { here, served, remote, batch } = await open();
    await writeSampleFile(join(here, "whole"), 300_000);
    const whole = await readFile(join(here, "whole"));
    await writeFile(join(here, "part"), whole.subarray(0, 100_000));
    await writeFile(join(served, "upload"), whole.subarray(0, 70_000));
    await writeFile(join(served, "old"), "old");

    await succeed(batch([`cd ${remote}`, "reput whole upload", "reget upload part", "rename upload old"]));

    expect(whole.equals(await readFile(join(served, "old")))).toBe(true);
    expect(whole.equals(await readFile(join(here, "part")))).toBe(true);
  });
});

async function succeed(outcome: Promise<Outcome>): Promise<Outcome> {
  const { code, stdout, stderr } = await outcome;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return { code, stdout, stderr };
}
