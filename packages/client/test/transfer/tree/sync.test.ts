import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDescriptors, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import type { SyncOptions, TreeReport } from "../../../src/index.ts";
import { type Connected, connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { made, Tree } from "../../model/tree.ts";
import { entryNameFlaw } from "../../../src/remote/entryName.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { localContents, modelContents } from "./contents.ts";
import { hostileNames } from "./hostileNames.ts";

const remoteSite = (): Tree =>
  new Tree()
    .directory("/s")
    .file("/s/a", "A")
    .directory("/s/d")
    .file("/s/d/b", "B")
    .directory("/s/d/e")
    .symlink("/s/l", "a");

async function localSite(): Promise<string> {
  const folder = await temporaryDirectory();
  mkdirSync(join(folder, "d/e"), { recursive: true });
  writeFileSync(join(folder, "a"), "A");
  writeFileSync(join(folder, "d/b"), "B");
  symlinkSync("a", join(folder, "l"));
  return folder;
}

const whole = { a: "A", d: "/", "d/b": "B", "d/e": "/", l: "-> a" };

/** The two ends of a test, whatever they are. */
interface Ends extends Connected {
  sync(options?: SyncOptions): Promise<TreeReport>;
  /** Puts something where it is synchronised to. */
  plant(name: string, content: string | null): void;
  contents(): Promise<Record<string, string>> | Record<string, string>;
}

/** At a time that nothing else has. */
function plantInModel(tree: Tree, path: string, content: string | null): void {
  if (content === null) tree.directory(path);
  else tree.file(path, content).nodes.get(path)!.mtime = 1_234_567_890;
}

async function downwards(): Promise<Ends> {
  const local = await temporaryDirectory();
  const connected = await connectModel({ tree: remoteSite() });
  return {
    ...connected,
    sync: (options) => connected.sftp.sync({ remote: "/s" }, { local }, { symlinks: "keep", ...options }),
    plant: (name, content) =>
      content === null ? mkdirSync(join(local, name)) : writeFileSync(join(local, name), content),
    contents: () => localContents(local),
  };
}

async function upwards(): Promise<Ends> {
  const local = await localSite();
  const connected = await connectModel({ tree: new Tree().directory("/t") });
  const { tree } = connected.server;
  return {
    ...connected,
    sync: (options) => connected.sftp.sync({ local }, { remote: "/t" }, { symlinks: "keep", ...options }),
    plant: (name, content) => plantInModel(tree, `/t/${name}`, content),
    contents: () => modelContents(tree, "/t"),
  };
}

async function across(): Promise<Ends> {
  const source = await connectModel({ tree: remoteSite() });
  const target = await connectModel({ tree: new Tree().directory("/t") });
  const { tree } = target.server;
  const options = { symlinks: "keep", to: target.sftp } as const;
  return {
    ...source,
    sync: (more) => source.sftp.sync({ remote: "/s" }, { remote: "/t" }, { ...options, ...more }),
    plant: (name, content) => plantInModel(tree, `/t/${name}`, content),
    contents: () => modelContents(tree, "/t"),
  };
}

describe.each([
  ["down", downwards],
  ["up", upwards],
  ["across", across],
])("sync %s", (_, start) => {
  it("copies what is missing, and a second time nothing", async () => {
    const before = openDescriptors();
    const ends = await start();
    expect(await ends.sync()).toMatchObject({
      files: 2,
      directories: 2,
      symlinks: 1,
      unchanged: 0,
      bytes: 2,
    });
    expect(await ends.contents()).toEqual(whole);
    const second = await ends.sync();
    expect(second).toMatchObject({
      files: 0,
      directories: 0,
      symlinks: 0,
      unchanged: 3,
      deleted: 0,
      bytes: 0,
    });
    expect(await ends.contents()).toEqual(whole);
    await expectBalancedBooks(ends.server);
    await turns(5);
    expect(openDescriptors()).toEqual(before);
  });

  it("copies again what differs in size or time", async () => {
    const ends = await start();
    ends.plant("a", "another size");
    await ends.sync();
    ends.plant("a", "Z");
    expect(await ends.sync()).toMatchObject({ files: 1, unchanged: 2 });
    expect(await ends.contents()).toEqual(whole);
  });

  it("compares by content where the times say nothing", async () => {
    const ends = await start();
    ends.plant("a", "Z");
    expect(await ends.sync({ compare: "content", preserve: false })).toMatchObject({ files: 2 });
    expect(await ends.contents()).toEqual(whole);
    ends.plant("a", "A");
    expect(await ends.sync({ compare: "content" })).toMatchObject({ files: 0, unchanged: 3 });
    await expectBalancedBooks(ends.server);
  });

  it("deletes what is only at the target when it is asked to, and not what the filter leaves out", async () => {
    const ends = await start();
    ends.plant("x", "X");
    ends.plant("y", null);
    ends.plant("y/z", "Z");
    ends.plant("y/kept", "K");
    const extra = { x: "X", y: "/", "y/z": "Z", "y/kept": "K" };
    expect(await ends.sync()).toMatchObject({ deleted: 0 });
    expect(await ends.contents()).toEqual({ ...whole, ...extra });
    const some = await ends.sync({ delete: true, filter: (path) => path !== "y/kept" && path !== "d/b" });
    expect(some).toMatchObject({ deleted: 2, unchanged: 2 });
    expect(await ends.contents()).toEqual({ ...whole, y: "/", "y/kept": "K" });
    expect(await ends.sync({ delete: true })).toMatchObject({ deleted: 2 });
    expect(await ends.contents()).toEqual(whole);
  });

  it("replaces what is of another kind only when it may delete", async () => {
    const ends = await start();
    ends.plant("a", null);
    ends.plant("a/in", "the way");
    ends.plant("d", "no folder");
    await expect(ends.sync()).rejects.toMatchObject({ code: "EEXIST" });
    const failed: string[] = [];
    const report = await ends.sync({ onError: (_error, path) => void failed.push(path) });
    expect(failed.toSorted()).toEqual(["a", "d"]);
    expect(report.failed.map(({ path }) => path).toSorted()).toEqual(["a", "d"]);
    await ends.sync({ delete: true });
    expect(await ends.contents()).toEqual(whole);
  });

  it("says in a dry run what it would do, and does nothing", async () => {
    const ends = await start();
    ends.plant("a", "another size");
    ends.plant("x", null);
    ends.plant("x/y", "extra");
    ends.plant("d", "no folder");
    const before = await ends.contents();
    const told: string[] = [];
    const report = await ends.sync({
      dryRun: true,
      delete: true,
      onStep: ({ action, path }) => void told.push(`${action} ${path}`),
    });
    expect(await ends.contents()).toEqual(before);
    const steps = report.steps.map(({ action, path }) => `${action} ${path}`);
    expect(told).toEqual(steps);
    expect(steps.toSorted()).toEqual([
      "copy a",
      "copy d/b",
      "delete d",
      "delete x",
      "delete x/y",
      "link l",
      "mkdir d",
      "mkdir d/e",
    ]);
    const { steps: none, skipped, failed, seconds, ...counts } = await ends.sync({ delete: true });
    expect(report).toMatchObject({ ...counts, verified: undefined });
    expect({ none, skipped, failed }).toEqual({ none: [], skipped: [], failed: [] });
    expect(seconds).toBeGreaterThan(0);
  });
});

describe("sync", () => {
  it("[C-11] goes through no link at the target, and deletes the link alone", async () => {
    const outer = await temporaryDirectory();
    const local = join(outer, "dest");
    mkdirSync(join(outer, "elsewhere/deep"), { recursive: true });
    writeFileSync(join(outer, "elsewhere/b"), "precious");
    mkdirSync(local);
    symlinkSync("../elsewhere", join(local, "d"));
    symlinkSync("../elsewhere/b", join(local, "a"));
    symlinkSync("../elsewhere", join(local, "extra"));
    const { sftp } = await connectModel({ tree: remoteSite() });
    await expect(sftp.sync({ remote: "/s" }, { local })).rejects.toMatchObject({ code: "EEXIST" });
    await sftp.sync({ remote: "/s" }, { local }, { delete: true });
    expect(await localContents(local)).toEqual({ a: "A", d: "/", "d/b": "B", "d/e": "/" });
    expect(await localContents(join(outer, "elsewhere"))).toEqual({ b: "precious", deep: "/" });
  });

  it("[C-11] goes through no link at a server, and deletes the link alone", async () => {
    const local = await localSite();
    const tree = new Tree().directory("/t").directory("/o").file("/o/b", "precious").file("/o/x", "X");
    tree.symlink("/t/d", "/o").symlink("/t/a", "/o/b").symlink("/t/extra", "/o");
    const { sftp } = await connectModel({ tree });
    await sftp.sync({ local }, { remote: "/t" }, { delete: true });
    expect(modelContents(tree, "/t")).toEqual({ a: "A", d: "/", "d/b": "B", "d/e": "/" });
    expect(modelContents(tree, "/o")).toEqual({ b: "precious", x: "X" });
  });

  it.each(["file", "directory", "symlink"] as const)(
    "[C-11] with a %s of each of 300 hostile names touches nothing outside the destination",
    async (type) => {
      const outer = await temporaryDirectory();
      const local = join(outer, "dest");
      writeFileSync(join(outer, "mine"), "M");
      const names = hostileNames().filter(({ name }) => name !== "." && name !== "..");
      let listed = false;
      const { sftp } = await connectModel({
        tree: new Tree().directory("/s"),
        instead: ({ type: packet, id }, model) => {
          if (packet !== Packet.READDIR) return undefined;
          if (listed) return status(id, Status.EOF);
          listed = true;
          return model.names(
            id,
            names.map(({ name }) => [Buffer.from(name), made(type, 0o755, "..")]),
          );
        },
      });
      const report = await sftp.sync(
        { remote: "/s" },
        { local },
        { symlinks: "keep", delete: true, onError: () => {} },
      );
      const refused = new Set(report.failed.map(({ path }) => path));
      for (const { name, posix } of names) {
        if (posix) continue;
        const isListed = !refused.has(Buffer.from(name).toString());
        if (isListed) expect(entryNameFlaw(name), JSON.stringify(name)).toBeDefined();
      }
      expect(report.skipped.length).toBe(
        names.filter(({ name }) => entryNameFlaw(name) !== undefined).length,
      );
      expect(readFileSync(join(outer, "mine"), "utf8")).toBe("M");
      expect(readdirSync(outer)).toEqual(["dest", "mine"]);
    },
  );

  it("deletes nothing in a folder whose source was not listed to its end", async () => {
    const local = await temporaryDirectory();
    writeFileSync(join(local, "mine"), "M");
    const { sftp } = await connectModel({
      tree: remoteSite(),
      page: 1,
      instead: ({ type, id }, server) =>
        type === Packet.READDIR && server.count(Packet.READDIR) > 2 ? status(id, Status.FAILURE) : undefined,
    });
    const report = await sftp.sync({ remote: "/s" }, { local }, { delete: true, onError: () => {} });
    expect(report.failed).toMatchObject([{ path: "" }]);
    expect(readFileSync(join(local, "mine"), "utf8")).toBe("M");
  });

  it("takes fractions of a second for nothing", async () => {
    const local = await localSite();
    utimesSync(join(local, "a"), 1_111_111_111.75, 1_111_111_111.75);
    const { sftp, server } = await connectModel();
    await sftp.sync({ local }, { remote: "/t" });
    expect(server.tree.nodes.get("/t/a")?.mtime).toBe(1_111_111_111);
    expect(await sftp.sync({ local }, { remote: "/t" })).toMatchObject({ files: 0, unchanged: 2 });
  });

  it("refuses what makes no sense", async () => {
    const { sftp } = await connectModel({ tree: remoteSite() });
    const both = { local: "." };
    await expect(sftp.sync(both, both)).rejects.toThrow("both local");
    const remotes = [{ remote: "/s" }, { remote: "/t" }] as const;
    await expect(sftp.sync(...remotes, { resume: true })).rejects.toThrow("an end that is local");
    for (const wrong of [{ compare: "hash" }, { symlinks: "folow" }])
      await expect(sftp.sync(...remotes, wrong as SyncOptions)).rejects.toThrow("must be one of");
    const local = await temporaryDirectory();
    await expect(sftp.sync({ remote: "/s/a" }, { local })).rejects.toMatchObject({ code: "ENOTDIR" });
    await expect(sftp.sync({ remote: "/none" }, { local })).rejects.toMatchObject({ code: "ENOENT" });
    for (const [remote, target] of [
      ["/s", "/s/d/"],
      ["/s/d", "/s"],
      ["/s", "/s/../s"],
    ] as const) {
      const syncing = sftp.sync({ remote }, { remote: target }, { delete: true });
      await expect(syncing).rejects.toMatchObject({ code: "EINVAL" });
    }
  });
});
