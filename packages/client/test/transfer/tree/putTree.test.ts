import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDescriptors, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import type { TreeOptions } from "../../../src/index.ts";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { modelContents } from "./contents.ts";

const options = { recursive: true } as const;

/** A local folder with files, folders and links of every kind. */
async function site(): Promise<string> {
  const folder = await temporaryDirectory();
  mkdirSync(join(folder, "d/e"), { recursive: true });
  writeFileSync(join(folder, "a"), "A");
  writeFileSync(join(folder, "d/b"), "B");
  symlinkSync("a", join(folder, "l"));
  symlinkSync("..", join(folder, "d/up"));
  symlinkSync("nowhere", join(folder, "gone"));
  return folder;
}

describe("put with recursive", () => {
  it("[F44] copies what is in the folder into another, and reports what it did", async () => {
    const { sftp, server } = await connectModel();
    const report = await sftp.put(await site(), "/new/deep/", options);
    expect(modelContents(server.tree, "/new/deep")).toEqual({ a: "A", d: "/", "d/b": "B", "d/e": "/" });
    expect(report).toMatchObject({ files: 2, directories: 2, symlinks: 0, bytes: 2 });
    expect(report.skipped.map(({ path }) => path).toSorted()).toEqual(["d/up", "gone", "l"]);
    await expectBalancedBooks(server);
  });

  it("an existing folder is filled, and a single file is copied as such", async () => {
    const folder = await site();
    const { sftp, server } = await connectModel({
      tree: new Tree().directory("/s").file("/s/a", "old and long"),
    });
    await sftp.put(folder, "/s", options);
    expect(modelContents(server.tree, "/s")).toMatchObject({ a: "A", "d/b": "B" });
    expect(await sftp.put(join(folder, "a"), "/f", options)).toMatchObject({ files: 1, bytes: 1 });
    expect(server.tree.content("/f").toString()).toBe("A");
  });

  const policies: [TreeOptions["symlinks"], Record<string, string>][] = [
    ["keep", { a: "A", d: "/", "d/b": "B", "d/e": "/", l: "-> a", "d/up": "-> ..", gone: "-> nowhere" }],
    ["follow", { a: "A", d: "/", "d/b": "B", "d/e": "/", l: "A" }],
  ];
  it.each(policies)("[F42] links: %s", async (symlinks, expected) => {
    const folder = await site();
    const { sftp, server } = await connectModel();
    // The second time everything is there already.
    for (let i = 0; i < 2; i++) {
      await sftp.put(folder, "/s", { ...options, symlinks });
      expect(modelContents(server.tree, "/s")).toEqual(expected);
    }
  });

  it("[F42] links: refuse", async () => {
    const { sftp } = await connectModel();
    const putting = sftp.put(await site(), "/s", { ...options, symlinks: "refuse" });
    await expect(putting).rejects.toMatchObject({ code: "ERR_SFTP_SYMLINK" });
  });

  it("[C-13] a tree that is deeper or larger than it may be ends it", async () => {
    const folder = await site();
    const { sftp } = await connectModel();
    for (const limit of [{ maxDepth: 1 }, { maxEntries: 3 }]) {
      const putting = sftp.put(folder, "/s", { ...options, ...limit });
      await expect(putting).rejects.toMatchObject({ code: "ERR_SFTP_TREE_LIMIT", operation: "put" });
    }
  });

  it("preserves permissions and times, of folders too", async () => {
    const folder = await site();
    for (const [name, mode, mtime] of [
      ["d", 0o750, 1_111_111_111],
      ["d/b", 0o640, 1_222_222_222],
    ] as const) {
      chmodSync(join(folder, name), mode);
      utimesSync(join(folder, name), mtime, mtime);
    }
    const { sftp, server } = await connectModel();
    await sftp.put(folder, "/s", { ...options, preserve: true });
    expect(server.tree.nodes.get("/s/d")).toMatchObject({ mode: 0o750, mtime: 1_111_111_111 });
    expect(server.tree.nodes.get("/s/d/b")).toMatchObject({ mode: 0o640, mtime: 1_222_222_222 });
  });

  it("names that are no UTF-8 arrive as the same bytes", async () => {
    const folder = await temporaryDirectory();
    const odd = Buffer.from([0x66, 0xff, 0xfe]);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), odd]), "odd");
    const opened: Buffer[] = [];
    const { sftp } = await connectModel({
      instead({ type, id, fields }) {
        if (type !== Packet.OPEN) return undefined;
        opened.push(Buffer.from(fields().string()));
        return status(id, Status.PERMISSION_DENIED);
      },
    });
    await expect(sftp.put(folder, "/s", options)).rejects.toMatchObject({ code: "EACCES" });
    // With its permissions, and without them.
    const path = Buffer.concat([Buffer.from("/s/"), odd]);
    expect(opened).toEqual([path, path]);
  });

  it("[C-6] stops at the first failure, with everything closed", async () => {
    const folder = await temporaryDirectory();
    for (let i = 0; i < 60; i++) writeFileSync(join(folder, String(i)), "x".repeat(1_000));
    const before = openDescriptors();
    const { sftp, server } = await connectModel({
      instead: ({ type, id, fields }) =>
        type === Packet.OPEN && fields().text() === "/s/30"
          ? status(id, Status.PERMISSION_DENIED)
          : undefined,
    });
    await expect(sftp.put(folder, "/s", options)).rejects.toMatchObject({ code: "EACCES", path: "/s/30" });
    await expectBalancedBooks(server);
    await turns(5);
    expect(openDescriptors()).toEqual(before);
  });
});
