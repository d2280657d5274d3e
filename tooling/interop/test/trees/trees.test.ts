import { lstat, mkdir, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place, SFTPClient, TreeReport } from "@sftp/sftp";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { connectTo } from "../../src/servers/connectTo.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { startSftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

const servers = { "OpenSSH's sshd": () => startSshd(), "sftp-cli serve": () => startSftpCli() };

/** A tree with files, folders that are empty, and links of every kind. */
async function sampleTree(root: string): Promise<void> {
  await writeSampleTree(root);
  await symlink("folder 0", join(root, "to a folder"));
  await symlink("..", join(root, "empty/up"));
  await symlink("nowhere", join(root, "dangling"));
  await symlink("itself", join(root, "itself"));
}

/** Beside what stands in a tree, when each file and folder of it was changed, in seconds. */
async function times(root: string): Promise<Record<string, number>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => !entry.isSymbolicLink())
    .map(async ({ parentPath, name }): Promise<[string, number]> => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), Math.floor((await lstat(path)).mtimeMs / 1000)];
    });
  return Object.fromEntries(await Promise.all(found));
}

function counts({ files, directories, symlinks, deleted, bytes }: TreeReport): Record<string, number> {
  return { files, directories, symlinks, deleted, bytes };
}

const nothing = { files: 0, directories: 0, symlinks: 0, deleted: 0, bytes: 0 };

/** A session that ends with the test. */
async function connected(server: Endpoint): Promise<SFTPClient> {
  const sftp = await connectTo(server);
  onTestFinished(() => sftp.close());
  return sftp;
}

describe.each(Object.keys(servers) as (keyof typeof servers)[])("whole trees with %s", (name) => {
  let server: Endpoint;
  let number = 0;

  beforeAll(async () => void (server = await servers[name]()));
  afterAll(async () => void (await server.stop()));

  /** A session, a folder of the test's own at the server, as it is here and as the server calls it, and one here. */
  async function start(): Promise<{ sftp: SFTPClient; served: string; remote: string; local: string }> {
    const folder = `trees-${number++}`;
    return {
      sftp: await connected(server),
      served: join(server.folder, folder),
      remote: join(server.remoteFolder, folder),
      local: join(await scratch(), "tree"),
    };
  }

  type Ends = readonly [source: Place, target: Place];

  /** As `start`, with the two ends of a way: as `sync` takes them, and as folders here. */
  async function startWay(
    way: string,
  ): Promise<{ sftp: SFTPClient; ends: Ends; source: string; target: string }> {
    const { sftp, served, remote, local } = await start();
    return way === "up"
      ? { sftp, ends: [{ local }, { remote }], source: local, target: served }
      : { sftp, ends: [{ remote }, { local }], source: served, target: local };
  }

  it.each(["up", "down"])(
    "sync %s makes a folder the same; a second time there is nothing to do",
    async (way) => {
      const { sftp, ends, source, target } = await startWay(way);
      await sampleTree(source);
      const options = { symlinks: "keep", delete: true } as const;
      const first = await sftp.sync(...ends, options);
      expect(first).toMatchObject({ files: 40, symlinks: 4, verified: "size", skipped: [], failed: [] });
      expect(await fingerprint(target)).toEqual(await fingerprint(source));
      expect(await times(target)).toEqual(await times(source));
      expect(counts(await sftp.sync(...ends, options))).toEqual(nothing);

      await writeFile(join(source, "folder 2/ümläut-ß"), "changed");
      await rm(join(source, "folder 1"), { recursive: true });
      await mkdir(join(target, "extra/deep"), { recursive: true });
      await symlink("/etc", join(target, "extra/etc"));
      await rm(join(target, "dangling"));
      const before = [await fingerprint(source), await fingerprint(target), await times(target)];
      const plan = await sftp.sync(...ends, { ...options, dryRun: true });
      expect([await fingerprint(source), await fingerprint(target), await times(target)]).toEqual(before);
      const second = await sftp.sync(...ends, options);
      expect(counts(plan)).toEqual(counts(second));
      expect(second).toMatchObject({ files: 1, symlinks: 1, bytes: 7 });
      expect(plan.steps).toHaveLength(2 + second.deleted);
      expect(await fingerprint(target)).toEqual(await fingerprint(source));
    },
  );

  it.each(["get", "put"] as const)(
    "links as they really are: %s follows, keeps and skips them",
    async (operation) => {
      const { sftp, served, remote, local: here } = await start();
      const outside = await scratch();
      await writeFile(join(outside, "file"), "outside");
      const source = operation === "get" ? served : here;
      await mkdir(join(source, "d"), { recursive: true });
      await writeFile(join(source, "d/file"), "inside");
      await symlink("d", join(source, "folder"));
      await symlink("d/file", join(source, "file"));
      await symlink("..", join(source, "d/up"));
      await symlink("none", join(source, "dangling"));
      await symlink("itself", join(source, "itself"));
      // A server with a root of its own has no way out of it.
      if (source === here) await symlink(outside, join(source, "out"));
      const transfer = async (symlinks: "follow" | "keep" | "skip"): Promise<[TreeReport, object]> => {
        const target = `${operation === "get" ? here : served}-${symlinks}`;
        const options = { recursive: true, symlinks } as const;
        const report =
          operation === "get"
            ? await sftp.get(remote, target, options)
            : await sftp.put(here, `${remote}-${symlinks}`, options);
        return [report, await fingerprint(target)];
      };
      const [followed, copied] = await transfer("follow");
      expect(followed.skipped.map(({ path }) => path).toSorted()).toEqual([
        "d/up",
        "dangling",
        "folder/up",
        "itself",
      ]);
      const out = source === here ? ["out", "out/file"] : [];
      expect(Object.keys(copied)).toEqual(["d", "d/file", "file", "folder", "folder/file", ...out]);
      const [, kept] = await transfer("keep");
      expect(kept).toEqual(await fingerprint(source));
      const [skipped, rest] = await transfer("skip");
      expect(Object.keys(rest)).toEqual(["d", "d/file"]);
      expect(skipped.skipped).toHaveLength(source === here ? 6 : 5);
    },
  );

  it.each(["up", "down"])(
    "[C-10] a connection that is lost in the middle leaves no part of a file: %s",
    async (way) => {
      const { sftp, ends, source, target } = await startWay(way);
      await writeSampleTree(source, 80);
      const whole = await fingerprint(source);
      const total = Object.keys(whole).length;
      const cut = sftp.sync(...ends, {
        files: 8,
        onProgress: (transferred) => void (transferred > 1_000_000 && sftp.getChannel().destroy()),
      });
      await expect(cut).rejects.toMatchObject({ code: "ECONNRESET" });
      const left = Object.entries(await fingerprint(target)).filter(([path]) => !path.endsWith(".part"));
      expect(left.length).toBeGreaterThan(5);
      expect(left.length).toBeLessThan(total);
      for (const [path, content] of left) expect(content, path).toBe(whole[path]);

      const again = await connected(server);
      const report = await again.sync(...ends, { delete: true });
      expect(report.unchanged).toBeGreaterThan(0);
      expect(await fingerprint(target)).toEqual(whole);
      expect(counts(await again.sync(...ends, { delete: true }))).toEqual(nothing);
    },
  );

  it("copies trees at the server", async () => {
    const { sftp, served, remote } = await start();
    await sampleTree(served);
    const options = { recursive: true, symlinks: "keep", preserve: true } as const;
    const report = await sftp.copy(remote, `${remote}-copy`, options);
    expect(report).toMatchObject({ files: 40, symlinks: 4, verified: "size" });
    expect(await fingerprint(`${served}-copy`)).toEqual(await fingerprint(served));
    expect(await times(`${served}-copy`)).toEqual(await times(served));
  });
});

describe("whole trees between two servers", () => {
  let one: Endpoint;
  let other: Endpoint;

  beforeAll(async () => void ([one, other] = await Promise.all([startSshd(), startSftpCli()])));
  afterAll(async () => void (await Promise.all([one.stop(), other.stop()])));

  it("are copied and synchronised in both directions", async () => {
    const from = await connected(one);
    const to = await connected(other);
    await sampleTree(join(one.folder, "tree"));
    const options = { symlinks: "keep", to } as const;
    const source = join(one.remoteFolder, "tree");
    const copied = await from.copy(source, "/copy", { ...options, recursive: true, preserve: true });
    expect(copied).toMatchObject({ files: 40, symlinks: 4 });
    const whole = await fingerprint(join(one.folder, "tree"));
    expect(await fingerprint(join(other.folder, "copy"))).toEqual(whole);
    expect(counts(await from.sync({ remote: source }, { remote: "/copy" }, options))).toEqual(nothing);

    await writeFile(join(other.folder, "copy/new"), "new");
    await utimes(join(other.folder, "copy/folder 2/ümläut-ß"), 1, 1);
    const back = { symlinks: "keep", to: from, delete: true } as const;
    expect(await to.sync({ remote: "/copy" }, { remote: source }, back)).toMatchObject({
      files: 2,
      deleted: 0,
    });
    expect(await fingerprint(join(one.folder, "tree"))).toEqual(
      await fingerprint(join(other.folder, "copy")),
    );
  });
});
