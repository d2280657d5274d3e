import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { chmod, lstat, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  FieldReader,
  join as joinBytes,
  openDescriptors,
  Random,
  type ReceivedFrame,
  repeats,
  string,
  turns,
  u32,
} from "@sftp/testing";
import { describe, expect, it } from "vitest";
import type { FileProgress, TreeOptions } from "../../../src/index.ts";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import type { ModelOptions } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { made, Tree } from "../../model/tree.ts";
import { entryNameFlaw } from "../../../src/remote/entryName.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { localContents } from "./contents.ts";
import { hostileNames, mixedNames } from "./hostileNames.ts";

const options = { recursive: true } as const;

function site(): Tree {
  const tree = new Tree()
    .directory("/s")
    .file("/s/a", "A")
    .directory("/s/d")
    .file("/s/d/b", "B")
    .directory("/s/d/e");
  return tree.symlink("/s/l", "a").symlink("/s/d/up", "..").symlink("/s/gone", "nowhere");
}

describe("get with recursive", () => {
  it("[F44] copies what is in the folder into another, and reports what it did", async () => {
    const local = join(await temporaryDirectory(), "new/deep");
    const { sftp, server } = await connectModel({ tree: site() });
    const report = await sftp.get("/s", local, options);
    expect(await localContents(local)).toEqual({ a: "A", d: "/", "d/b": "B", "d/e": "/" });
    expect(report).toMatchObject({ files: 2, directories: 2, symlinks: 0, bytes: 2 });
    expect(report.skipped.map(({ path }) => path).toSorted()).toEqual(["d/up", "gone", "l"]);
    await expectBalancedBooks(server);
  });

  it("a trailing slash means nothing, and an existing folder is filled", async () => {
    const local = await temporaryDirectory();
    writeFileSync(join(local, "a"), "old and long");
    const { sftp } = await connectModel({ tree: site() });
    await sftp.get("/s/", `${local}/`, options);
    expect(await localContents(local)).toEqual({ a: "A", d: "/", "d/b": "B", "d/e": "/" });
  });

  it("a single file is copied as such", async () => {
    const local = join(await temporaryDirectory(), "f");
    const { sftp } = await connectModel({ tree: site() });
    expect(await sftp.get("/s/a", local, options)).toMatchObject({ files: 1, bytes: 1 });
    expect(readFileSync(local, "utf8")).toBe("A");
  });

  const policies: [TreeOptions["symlinks"], Record<string, string>][] = [
    ["keep", { a: "A", d: "/", "d/b": "B", "d/e": "/", l: "-> a", "d/up": "-> ..", gone: "-> nowhere" }],
    ["follow", { a: "A", d: "/", "d/b": "B", "d/e": "/", l: "A" }],
  ];
  it.each(policies)("links: %s", async (symlinks, expected) => {
    const local = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: site() });
    await sftp.get("/s", local, { ...options, symlinks });
    expect(await localContents(local)).toEqual(expected);
    // The second time everything is there already.
    await sftp.get("/s", local, { ...options, symlinks });
    expect(await localContents(local)).toEqual(expected);
  });

  it("links: refuse", async () => {
    const { sftp } = await connectModel({ tree: site() });
    const getting = sftp.get("/s", await temporaryDirectory(), { ...options, symlinks: "refuse" });
    await expect(getting).rejects.toMatchObject({ code: "ERR_SFTP_SYMLINK" });
  });

  it("asks a filter about every entry", async () => {
    const local = await temporaryDirectory();
    const { sftp } = await connectModel({ tree: site() });
    const asked: string[] = [];
    await sftp.get("/s", local, {
      ...options,
      filter: (path, attributes) => {
        asked.push(`${path} ${attributes.type}`);
        return path !== "d/b" && path !== "a";
      },
    });
    expect(await localContents(local)).toEqual({ d: "/", "d/e": "/" });
    expect(asked).toContain("d/b file");
    expect(asked).toContain("d directory");
  });

  it("preserves permissions and times, of folders too", async () => {
    const tree = site();
    Object.assign(tree.nodes.get("/s/d")!, { mode: 0o550, mtime: 1_111_111_111 });
    Object.assign(tree.nodes.get("/s/d/b")!, { mode: 0o400, mtime: 1_222_222_222 });
    const local = await temporaryDirectory();
    const { sftp } = await connectModel({ tree });
    await sftp.get("/s", local, { ...options, preserve: true });
    const folder = await stat(join(local, "d"));
    const file = await stat(join(local, "d/b"));
    expect([folder.mode & 0o7777, folder.mtimeMs]).toEqual([0o550, 1_111_111_111_000]);
    expect([file.mode & 0o7777, file.mtimeMs]).toEqual([0o400, 1_222_222_222_000]);
    // Without rights of its own, whoever cleans up needs those of the folder.
    await chmod(join(local, "d"), 0o700);
  });

  it("has many files in flight, at most as many as it may", async () => {
    const tree = new Tree().directory("/s");
    for (let i = 0; i < 300; i++) tree.file(`/s/${i}`, `${i}`);
    const { sftp, server } = await connectModel({ tree });
    const local = await temporaryDirectory();
    const before = openDescriptors();
    expect(await sftp.get("/s", local, { ...options, files: 20 })).toMatchObject({ files: 300 });
    expect(server.mostWaiting.get(Packet.OPEN)).toBeGreaterThan(5);
    expect(server.mostWaiting.get(Packet.OPEN)).toBeLessThanOrEqual(20);
    await expectBalancedBooks(server);
    await turns(5);
    expect(openDescriptors()).toEqual(before);
  });

  it("tells its progress over all files", async () => {
    const { sftp } = await connectModel({ tree: site() });
    const calls: [number, number, FileProgress][] = [];
    await sftp.get("/s", await temporaryDirectory(), {
      ...options,
      onProgress: (...call) => void calls.push(call),
    });
    const counts = calls.map(([transferred]) => transferred);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(calls.at(-1)).toEqual([2, 2, expect.objectContaining({ size: 1, transferred: 1 })]);
    expect(new Set(calls.map(([, , { path }]) => path))).toEqual(new Set(["a", "d/b"]));
  });

  it("stops at the first failure, with everything closed", async () => {
    const tree = new Tree().directory("/s");
    for (let i = 0; i < 100; i++) tree.directory(`/s/${i}`).file(`/s/${i}/f`, "x".repeat(1_000));
    const { sftp, server } = await connectModel({
      tree,
      instead: ({ type, fields, id }) =>
        type === Packet.OPEN && fields().text() === "/s/50/f"
          ? status(id, Status.PERMISSION_DENIED)
          : undefined,
    });
    const before = openDescriptors();
    const getting = sftp.get("/s", await temporaryDirectory(), options);
    await expect(getting).rejects.toMatchObject({ code: "EACCES", path: "/s/50/f" });
    await expectBalancedBooks(server);
    await turns(5);
    expect(openDescriptors()).toEqual(before);
  });

  it("[C-4] is ended by its signal, with everything closed", async () => {
    const tree = new Tree().directory("/s");
    for (let i = 0; i < 100; i++) tree.directory(`/s/${i}`).file(`/s/${i}/f`, "x".repeat(1_000));
    const { sftp, server } = await connectModel({ tree });
    const before = openDescriptors();
    const controller = new AbortController();
    const getting = sftp.get("/s", await temporaryDirectory(), {
      ...options,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(getting).rejects.toMatchObject({ code: "ABORT_ERR", cause: { message: "enough" } });
    await expectBalancedBooks(server);
    await turns(5);
    expect(openDescriptors()).toEqual(before);
  });

  it("names that are no UTF-8 arrive as the same bytes", async () => {
    const odd = Buffer.from([0x66, 0xff, 0xfe]);
    let listed = false;
    const { sftp } = await connectModel({
      tree: new Tree().directory("/s").file("/s/x", "odd"),
      instead: ({ type, id, fields }, model) => {
        if (type === Packet.READDIR && listed) return status(id, Status.EOF);
        if (type === Packet.READDIR) {
          listed = true;
          return model.names(id, [[odd, made("file", 0o644, "odd")]]);
        }
        if (type === Packet.OPEN && !Buffer.from(fields().string()).includes(odd))
          return status(id, Status.FAILURE);
        return type === Packet.OPEN ? model.answer(fake(id, "/s/x")) : undefined;
      },
    });
    const local = await temporaryDirectory();
    await sftp.get("/s", local, options);
    expect(await readdir(Buffer.from(local), "buffer")).toEqual([odd]);
  });
});

/** An OPEN of this path, as the model server would have received it. */
function fake(id: number, path: string): ReceivedFrame {
  const body = joinBytes(string(path), u32(1), u32(0));
  return { type: Packet.OPEN, id, bytes: body, fields: () => new FieldReader(body) };
}

/** What every listing has, and nobody copies. */
const PASSED_OVER = new Set([".", ".."]);

/** A server whose only folder lists a name, which is a file, a folder or a link. */
function listing(name: string | Buffer, type: "file" | "directory" | "symlink"): ModelOptions {
  let listed = false;
  return {
    tree: new Tree().directory("/s"),
    instead: ({ type: packet, id }, model) => {
      if (packet !== Packet.READDIR) return undefined;
      if (listed) return status(id, Status.EOF);
      listed = true;
      return model.names(id, [[name, made(type, 0o755, "evil")]]);
    },
  };
}

describe("a hostile server", () => {
  it(
    "[C-11] with any of 300 hostile names touches nothing outside the destination",
    { timeout: 30_000 },
    async () => {
      const outer = await temporaryDirectory();
      const local = join(outer, "dest");
      mkdirSync(local);
      const refused: string[] = [];
      for (const { name, posix } of hostileNames()) {
        for (const type of ["file", "directory", "symlink"] as const) {
          const { sftp } = await connectModel(listing(Buffer.from(name), type));
          const outcome = await sftp
            .get("/s", local, { ...options, symlinks: "keep" })
            .catch((thrown: NodeJS.ErrnoException) => thrown);
          if (!posix && type === "file" && !PASSED_OVER.has(name))
            expect(outcome, JSON.stringify(name)).toMatchObject(
              entryNameFlaw(name) === undefined
                ? { code: "ERR_SFTP_UNSAFE_NAME" }
                : { skipped: [{ reason: expect.stringContaining("ERR_SFTP_UNSAFE_NAME") as string }] },
            );
          if (!posix) refused.push(name);
          await sftp.close();
        }
        expect(await readdir(outer)).toEqual(["dest"]);
      }
      expect(refused.length).toBeGreaterThan(100);
    },
  );

  it("[C-11] with names mixed of these touches nothing outside either", async () => {
    const outer = await temporaryDirectory();
    const local = join(outer, "dest");
    const random = new Random(11);
    for (const name of mixedNames(random, repeats(300))) {
      const type = random.pick(["file", "directory", "symlink"] as const);
      const { sftp } = await connectModel(listing(name, type));
      await sftp.get("/s", local, { ...options, symlinks: "keep" }).catch(() => {});
      await sftp.close();
      expect(await readdir(outer), JSON.stringify(name)).toEqual(["dest"]);
      await rm(local, { recursive: true });
    }
  });

  it("[C-11] a link that was planted in the destination is not followed", async () => {
    const outer = await temporaryDirectory();
    const local = join(outer, "dest");
    mkdirSync(local);
    writeFileSync(join(outer, "victim"), "precious");
    mkdirSync(join(outer, "elsewhere"));
    symlinkSync("../victim", join(local, "a"));
    symlinkSync("../elsewhere", join(local, "d"));
    const { sftp } = await connectModel({ tree: new Tree().directory("/s").file("/s/a", "evil") });
    await expect(sftp.get("/s", local, options)).rejects.toMatchObject({
      code: "ELOOP",
      path: join(local, "a"),
    });
    const { sftp: other } = await connectModel({
      tree: new Tree().directory("/s").directory("/s/d").file("/s/d/f", "evil"),
    });
    await expect(other.get("/s", local, options)).rejects.toMatchObject({ path: join(local, "d") });
    expect(readFileSync(join(outer, "victim"), "utf8")).toBe("precious");
    expect(await readdir(join(outer, "elsewhere"))).toEqual([]);
  });

  it("[C-11] a link that the server itself planted is not written through", async () => {
    const outer = await temporaryDirectory();
    const local = join(outer, "dest");
    const pages = [[["x", made("symlink", 0o777, "..")]], [["x", made("directory", 0o755)]]] as const;
    let page = 0;
    const { sftp } = await connectModel({
      tree: new Tree().directory("/s").symlink("/s/x", ".."),
      page: 1,
      instead: ({ type, id, fields }, model) => {
        if (type === Packet.READDIR)
          return page < 2 ? model.names(id, pages[page++]!) : status(id, Status.EOF);
        if (type === Packet.OPENDIR && fields().text() === "/s/x") page = 2;
        return undefined;
      },
    });
    const report = await sftp.get("/s", local, { ...options, symlinks: "keep" });
    expect(report.skipped).toEqual([{ path: "x", reason: "it was listed before" }]);
    expect((await lstat(join(local, "x"))).isSymbolicLink()).toBe(true);
    expect(await readdir(outer)).toEqual(["dest"]);
  });

  it("[C-13] folders without end are bounded in depth", async () => {
    const { sftp, server } = await connectModel({
      tree: new Tree().directory("/s"),
      instead: ({ type, id, fields }, model) => {
        if (type === Packet.OPENDIR) return model.answer(anOpendir(id));
        if (type !== Packet.READDIR) return undefined;
        const handle = Buffer.from(fields().string()).toString();
        if (seen.has(handle)) return status(id, Status.EOF);
        seen.add(handle);
        return model.names(id, [["again", made("directory", 0o755)]]);
      },
    });
    const seen = new Set<string>();
    const local = await temporaryDirectory();
    await expect(sftp.get("/s", local, options)).rejects.toMatchObject({ code: "ERR_SFTP_TREE_LIMIT" });
    expect(seen.size).toBeLessThanOrEqual(66);
    seen.clear();
    await expect(sftp.get("/s", local, { ...options, maxDepth: 3 })).rejects.toThrow(/3 folders/);
    await expectBalancedBooks(server);
  });

  it("[C-13] entries without end are bounded in number", async () => {
    let count = 0;
    const { sftp } = await connectModel({
      tree: new Tree().directory("/s"),
      instead: ({ type, id }, model) =>
        type === Packet.READDIR ? model.names(id, [[`d${count++}`, made("symlink", 0o777)]]) : undefined,
    });
    const getting = sftp.get("/s", await temporaryDirectory(), { ...options, maxEntries: 500 });
    await expect(getting).rejects.toMatchObject({ code: "ERR_SFTP_TREE_LIMIT" });
    expect(count).toBeLessThan(600);
  });

  it("[C-13] a cycle of links ends", async () => {
    const tree = new Tree()
      .directory("/s")
      .directory("/s/a")
      .symlink("/s/a/b", "/s")
      .symlink("/s/self", "self");
    const { sftp } = await connectModel({ tree: tree.symlink("/s/a/top", "../a") });
    const report = await sftp.get("/s", await temporaryDirectory(), { ...options, symlinks: "follow" });
    expect(report.skipped.map(({ path }) => path).toSorted()).toEqual(["a/b", "a/top", "self"]);
  });
});

/** An OPENDIR of the model's only folder. */
function anOpendir(id: number): ReceivedFrame {
  const body = string("/s");
  return { type: Packet.OPENDIR, id, bytes: body, fields: () => new FieldReader(body) };
}
