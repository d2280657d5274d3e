import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { Tree } from "../../model/tree.ts";
import { modelContents } from "../tree/contents.ts";

const site = (): Tree =>
  new Tree()
    .directory("/s")
    .file("/s/a", "A".repeat(100_000))
    .directory("/s/d")
    .file("/s/d/b", "B")
    .symlink("/s/l", "a");

const whole = { a: "A".repeat(100_000), d: "/", "d/b": "B", l: "-> a" };

describe("copy with recursive", () => {
  it("copies what is in a folder at a server into another there", async () => {
    const { sftp, server } = await connectModel({ tree: site() });
    const report = await sftp.copy("/s", "/t/deep", { recursive: true, symlinks: "keep", preserve: true });
    expect(modelContents(server.tree, "/t/deep")).toEqual(whole);
    expect(report).toMatchObject({ files: 2, directories: 1, symlinks: 1, bytes: 100_001, verified: "size" });
    expect(server.tree.nodes.get("/t/deep/a")?.mtime).toBe(2_000);
    await expect(sftp.copy("/s", "/s/d", { recursive: true })).rejects.toMatchObject({ code: "EINVAL" });
    expect(await sftp.copy("/s/d/b", "/f", { recursive: true })).toMatchObject({ files: 1, bytes: 1 });
    await expectBalancedBooks(server);
  });

  it("copies to another server, as well in both directions at once", async () => {
    const one = await connectModel({
      tree: site().directory("/many"),
      limits: { read: 0, write: 0, handles: 6 },
    });
    const other = await connectModel({ limits: { read: 0, write: 0, handles: 6 } });
    for (let i = 0; i < 30; i++) one.server.tree.file(`/many/${i}`, `${i}`);
    await one.sftp.copy("/many", "/many", { recursive: true, to: other.sftp });
    await Promise.all([
      one.sftp.copy("/many", "/again", { recursive: true, to: other.sftp }),
      other.sftp.copy("/many", "/again", { recursive: true, to: one.sftp }),
    ]);
    expect(modelContents(one.server.tree, "/again")).toEqual(modelContents(one.server.tree, "/many"));
    expect(modelContents(other.server.tree, "/again")).toEqual(modelContents(one.server.tree, "/many"));
    await one.sftp.copy("/s", "/s", { recursive: true, symlinks: "keep", to: other.sftp });
    expect(modelContents(other.server.tree, "/s")).toEqual(whole);
    await expectBalancedBooks(one.server);
    await expectBalancedBooks(other.server);
  });
});
