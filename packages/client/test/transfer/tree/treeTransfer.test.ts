import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDescriptors, turns } from "@sftp/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LocalDirectory } from "../../../src/transfer/tree/localDirectory.ts";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import type { ModelOptions } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { localContents, modelContents } from "./contents.ts";

afterEach(() => void vi.restoreAllMocks());

const site = (): Tree =>
  new Tree().directory("/s").file("/s/a", "A").directory("/s/d").file("/s/d/b", "BB").symlink("/s/l", "a");

const twins = (): Tree => new Tree().directory("/s").file("/s/README", "one").file("/s/Readme", "other");

/** A server that does not give out a file, nor list a folder. */
const refusing: ModelOptions["instead"] = ({ type, id, fields }) => {
  const refused = type === Packet.OPEN ? "/s/a" : type === Packet.OPENDIR ? "/s/no" : undefined;
  return refused !== undefined && fields().text() === refused
    ? status(id, Status.PERMISSION_DENIED)
    : undefined;
};

describe("a dry run", () => {
  it("of a download says what would be done, and does nothing", async () => {
    const local = join(await temporaryDirectory(), "new");
    const { sftp, server } = await connectModel({ tree: site() });
    const options = { recursive: true, symlinks: "keep", dryRun: true } as const;
    const told: unknown[] = [];
    const report = await sftp.get("/s", local, { ...options, onStep: (step) => void told.push(step) });
    expect(report).toMatchObject({ files: 2, directories: 1, symlinks: 1, bytes: 3, verified: undefined });
    expect(report.steps).toEqual(told);
    expect(report.steps).toEqual(
      expect.arrayContaining([
        { action: "mkdir", path: "" },
        { action: "copy", path: "a", size: 1 },
        { action: "mkdir", path: "d" },
        { action: "link", path: "l" },
        { action: "copy", path: "d/b", size: 2 },
      ]),
    );
    await expect(localContents(local)).rejects.toMatchObject({ code: "ENOENT" });
    expect(server.count(Packet.OPEN)).toBe(0);
    expect((await sftp.get("/s/a", local, options)).steps).toEqual([{ action: "copy", path: "", size: 1 }]);
    await expectBalancedBooks(server);
  });

  it("of an upload sends nothing that changes anything", async () => {
    const local = await temporaryDirectory();
    mkdirSync(join(local, "d"));
    writeFileSync(join(local, "d/f"), "F");
    const { sftp, server } = await connectModel({ tree: new Tree().directory("/t").directory("/t/d") });
    const report = await sftp.put(local, "/t", { recursive: true, dryRun: true });
    expect(report.steps).toEqual([{ action: "copy", path: "d/f", size: 1 }]);
    const sent = new Set(server.peer.received.map(({ type }) => type));
    for (const type of [Packet.OPEN, Packet.MKDIR, Packet.WRITE, Packet.SETSTAT])
      expect(sent).not.toContain(type);
  });
});

describe("a transfer that goes on after failures", () => {
  it("does everything else, and reports what failed", async () => {
    const local = await temporaryDirectory();
    const before = openDescriptors();
    const { sftp, server } = await connectModel({
      tree: site().directory("/s/no").file("/s/no/x", "X").file("/s/fine", "F"),
      instead: refusing,
    });
    const told: string[] = [];
    const report = await sftp.get("/s", local, {
      recursive: true,
      preserve: true,
      onError: (error, path) => void told.push(`${path} ${(error as NodeJS.ErrnoException).code}`),
    });
    expect(told.toSorted()).toEqual(["a EACCES", "no EACCES"]);
    expect(report.failed.map(({ path }) => path).toSorted()).toEqual(["a", "no"]);
    expect(report).toMatchObject({ files: 2, bytes: 3 });
    expect(await localContents(local)).toEqual({ d: "/", "d/b": "BB", fine: "F", no: "/" });
    await expectBalancedBooks(server);
    await turns(5);
    expect(openDescriptors()).toEqual(before);
  });

  it("[C-11] leaves out names that nothing here can have", async () => {
    const local = await temporaryDirectory();
    const long = "x".repeat(256);
    const { sftp } = await connectModel({ tree: site().file(`/s/${long}`, "L") });
    await expect(sftp.get("/s", local, { recursive: true })).rejects.toMatchObject({
      code: "ERR_SFTP_UNSAFE_NAME",
      message: expect.stringContaining("longer than 255 bytes"),
    });
    const report = await sftp.get("/s", local, { recursive: true, onError: () => {} });
    expect(report.failed.map(({ path }) => path)).toEqual([long]);
    expect(report.files).toBe(2);
  });

  it("ends when the connection does, or when a function of the user's throws", async () => {
    const local = await temporaryDirectory();
    const { sftp, server } = await connectModel({
      tree: site(),
      instead: ({ type }) => {
        if (type === Packet.OPEN) server.peer.end();
        return undefined;
      },
    });
    const lost = sftp.get("/s", local, { recursive: true, onError: () => {} });
    await expect(lost).rejects.toMatchObject({ code: "ECONNRESET" });
    const { sftp: other } = await connectModel({ tree: site(), instead: refusing });
    const mine = Object.assign(new Error("mine"), { code: "ENOENT" });
    const fail = (): never => {
      throw mine;
    };
    for (const options of [
      { onError: fail },
      { onError: () => {}, onStep: fail },
      { onError: () => {}, onProgress: fail },
      { onError: () => {}, filter: fail },
    ]) {
      await expect(other.get("/s", local, { recursive: true, ...options })).rejects.toBe(mine);
    }
  });
});

describe("the options of a single transfer", () => {
  it("hold for each file of a tree: atomic, verified, resumed", async () => {
    const local = await temporaryDirectory();
    const { sftp, server } = await connectModel({ tree: site() });
    const { tree } = server;
    const recursive = { recursive: true, preserve: true } as const;
    const atomic = { ...recursive, atomic: true, verify: "hash" } as const;
    for (let time = 0; time < 2; time++) {
      expect(await sftp.get("/s", local, atomic)).toMatchObject({ files: 2, verified: "hash" });
      expect(await sftp.put(local, "/t", { ...atomic, replace: "unlink-first" })).toMatchObject({
        files: 2,
        verified: "hash",
      });
    }
    const whole = { a: "A", d: "/", "d/b": "BB" };
    expect([await localContents(local), modelContents(tree, "/t")]).toEqual([whole, whole]);

    tree.file("/s/d/b", "BBBBBB");
    expect(await sftp.get("/s", local, { ...recursive, resume: true })).toMatchObject({
      bytes: 7,
      resumed: 3,
    });
    expect(await sftp.put(local, "/t", { ...recursive, resume: true })).toMatchObject({
      bytes: 7,
      resumed: 3,
    });
    expect(modelContents(tree, "/t")).toEqual({ ...whole, "d/b": "BBBBBB" });
    const both = { ...recursive, atomic: true, resume: true };
    await expect(sftp.get("/s", local, both)).rejects.toThrow("exclude each other");
    await expect(sftp.get("/s", local, { ...recursive, durable: true })).resolves.toMatchObject({ files: 2 });
    await expect(sftp.put(local, "/t", { ...recursive, durable: true })).rejects.toMatchObject({
      code: "ENOTSUP",
    });
    await expectBalancedBooks(server);
  });
});

describe("two names that fall on one file", () => {
  it("[C-11] are an error, or the second is left out", async () => {
    // As on a file system that does not tell them apart, which tests cannot have everywhere.
    vi.spyOn(LocalDirectory.prototype, "areOne").mockResolvedValue(true);
    const local = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: twins() });
    await expect(sftp.get("/s", local, { recursive: true })).rejects.toMatchObject({
      code: "ERR_SFTP_UNSAFE_NAME",
      message: expect.stringContaining('the same as "README"'),
    });
    const report = await sftp.get("/s", local, { recursive: true, onError: () => {} });
    expect(report.failed.map(({ path }) => path)).toEqual(["Readme"]);
    expect(await localContents(local)).toEqual({ README: "one" });
  });

  it("are two files where the file system tells them apart", async () => {
    const local = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: twins() });
    await sftp.get("/s", local, { recursive: true });
    expect(await localContents(local)).toEqual({ README: "one", Readme: "other" });
  });

  it("are not taken for extra files by a sync that deletes", async () => {
    vi.spyOn(LocalDirectory.prototype, "areOne").mockResolvedValue(true);
    const local = await temporaryDirectory();
    writeFileSync(join(local, "readme"), "old");
    const { sftp } = await connectModel({ tree: new Tree().directory("/s").file("/s/README", "one") });
    expect(await sftp.sync({ remote: "/s" }, { local }, { delete: true })).toMatchObject({ deleted: 0 });
  });
});

describe("symbolic links of both ends", () => {
  it("are followed out of the tree, but not round in it, and dangling ones are left out", async () => {
    const tree = new Tree().directory("/out").file("/out/f", "F").directory("/s").directory("/s/d");
    tree.symlink("/s/out", "/out").symlink("/s/d/up", "..").symlink("/s/gone", "none").symlink("/s/me", "me");
    const { sftp, server } = await connectModel({ tree });
    const local = await temporaryDirectory();
    const follow = { recursive: true, symlinks: "follow" } as const;
    const down = await sftp.get("/s", local, follow);
    expect(await localContents(local)).toEqual({ d: "/", out: "/", "out/f": "F" });
    expect(down.skipped.map(({ path }) => path).toSorted()).toEqual(["d/up", "gone", "me"]);
    symlinkSync("none", join(local, "gone"));
    symlinkSync("me", join(local, "me"));
    symlinkSync("..", join(local, "d/up"));
    symlinkSync(await temporaryDirectory(), join(local, "empty"));
    const up = await sftp.put(local, "/t", follow);
    expect(modelContents(server.tree, "/t")).toEqual({ d: "/", out: "/", "out/f": "F", empty: "/" });
    expect(up.skipped.map(({ path }) => path).toSorted()).toEqual(["d/up", "gone", "me"]);
  });
});

describe("a local folder", () => {
  it("finds out by trying whether two names are one file there", async () => {
    const path = await temporaryDirectory();
    const folder = await LocalDirectory.make(path);
    expect(await folder.areOne("a", "a")).toBe(true);
    expect(await folder.areOne("a", "b")).toBe(false);
    expect(await localContents(path)).toEqual({});
    await folder.close();
  });
});
