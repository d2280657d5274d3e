import { Random } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const content = Buffer.from(new Random(4).bytes(200_000));

describe("exists", () => {
  it("tells what is there; a link that leads nowhere is not", async () => {
    const { sftp } = await connectModel({
      tree: new Tree().file("/f").symlink("/l", "f").symlink("/gone", "none"),
    });
    expect(await Promise.all(["/", "/f", "/l", "/gone", "/none"].map((path) => sftp.exists(path)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("does not take every failure for an absence", async () => {
    const { sftp } = await connectModel({
      instead: ({ type, id }) => (type === Packet.STAT ? status(id, Status.PERMISSION_DENIED) : undefined),
    });
    await expect(sftp.exists("/f")).rejects.toMatchObject({ code: "EACCES", operation: "exists" });
  });
});

describe("readFile and writeFile", () => {
  it("read and write whole files, as bytes and as text", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", content).file("/t", "grüße") });
    expect((await sftp.readFile("/f")).equals(content)).toBe(true);
    const words: string = await sftp.readFile("/t", { encoding: "utf8" });
    expect(words).toBe("grüße");
    await sftp.writeFile("/new", content, { mode: 0o600 });
    expect(server.tree.content("/new").equals(content)).toBe(true);
    expect(server.tree.nodes.get("/new")!.mode).toBe(0o600);
    await sftp.writeFile("/t", "é");
    expect(server.tree.content("/t").toString()).toBe("é");
    await sftp.writeFile("/t", "!", { flag: "a" });
    expect(server.tree.content("/t").toString()).toBe("é!");
    await sftp.writeFile("/empty", "");
    expect((await sftp.readFile("/empty")).length).toBe(0);
    await expect(sftp.writeFile("/t", "", { flag: "wx" })).rejects.toMatchObject({ code: "EEXIST" });
    await expectBalancedBooks(server);
  });

  it("readFile takes a file that has grown as it is, but not one that ends early", async () => {
    for (const [delta, code] of [
      [-5, undefined],
      [5, "ERR_SFTP_TRUNCATED"],
    ] as const) {
      const { sftp } = await connectModel({
        tree: new Tree().file("/f", content),
        sizes: (size) => size + delta,
      });
      const reading = sftp.readFile("/f");
      if (code === undefined) expect((await reading).equals(content)).toBe(true);
      else await expect(reading).rejects.toMatchObject({ code });
    }
  });

  it("[F2] writeFile fails with the CLOSE", async () => {
    const { sftp } = await connectModel({
      instead: ({ type, id }) => (type === Packet.CLOSE ? status(id, 15, "quota") : undefined),
    });
    await expect(sftp.writeFile("/f", "x")).rejects.toMatchObject({ code: "EDQUOT", operation: "close" });
  });
});

describe("copy", () => {
  it("goes through the client where the server cannot, and leaves nothing of a longer target", async () => {
    const { sftp, server } = await connectModel({
      tree: new Tree().file("/f", content).file("/long", Buffer.alloc(500_000, 1)),
    });
    await sftp.copy("/f", "/new");
    await sftp.copy("/f", "/long");
    expect(server.tree.content("/new").equals(content)).toBe(true);
    expect(server.tree.content("/long").equals(content)).toBe(true);
    await sftp.copy("/f", "/f");
    expect(server.tree.content("/f").equals(content)).toBe(true);
    await expect(sftp.copy("/none", "/x")).rejects.toMatchObject({ code: "ENOENT", path: "/none" });
    await expectBalancedBooks(server);
  });

  it.each([Status.OK, Status.OP_UNSUPPORTED, Status.FAILURE])(
    "asks for copy-data where it is offered, and falls back if that answers %i",
    async (code) => {
      const { sftp, server } = await connectModel({
        tree: new Tree().file("/f", content),
        extensions: [["copy-data", "1"]],
        instead: ({ type, id }, { tree }) => {
          if (type !== Packet.EXTENDED) return undefined;
          if (code === Status.OK) tree.nodes.get("/copy")!.data = content;
          return status(id, code);
        },
      });
      await sftp.copy("/f", "/copy");
      expect(server.tree.content("/copy").equals(content)).toBe(true);
      expect(server.count(Packet.WRITE) === 0).toBe(code === Status.OK);
      await expectBalancedBooks(server);
    },
  );
});

/** A tree of many folders, deep ones too. */
function forest(): Tree {
  const tree = new Tree()
    .directory("/t")
    .file("/outside", "stays")
    .symlink("/t/link", "/outside")
    .symlink("/t/up", "..");
  for (let i = 0; i < 30; i++) {
    tree.directory(`/t/${i}`).directory(`/t/${i}/deep`);
    for (let k = 0; k < 5; k++) tree.file(`/t/${i}/deep/${k}`);
  }
  return tree;
}

describe("rm", () => {
  it("[F44] removes a file, a link, or with recursive a whole folder, never what links lead to", async () => {
    const { sftp, server } = await connectModel({ tree: forest().file("/f").symlink("/l", "outside") });
    await sftp.rm("/f");
    await sftp.rm("/l");
    await expect(sftp.rm("/t")).rejects.toMatchObject({ code: "EISDIR" });
    await sftp.rm("/t", { recursive: true });
    expect([...server.tree.nodes.keys()].toSorted()).toEqual(["/", "/outside"]);
    expect(server.mostWaiting.get(Packet.REMOVE)).toBeGreaterThan(3);
    await expectBalancedBooks(server);
  });

  it("fails for what is missing, unless it is forced", async () => {
    const { sftp } = await connectModel();
    await expect(sftp.rm("/none")).rejects.toMatchObject({ code: "ENOENT" });
    await sftp.rm("/none", { force: true, recursive: true });
  });

  it("stops at the first failure, with everything closed", async () => {
    const { sftp, server } = await connectModel({
      tree: forest(),
      instead: ({ type, fields, id }) =>
        type === Packet.REMOVE && fields().text() === "/t/7/deep/3"
          ? status(id, Status.PERMISSION_DENIED)
          : undefined,
    });
    await expect(sftp.rm("/t", { recursive: true })).rejects.toMatchObject({
      code: "EACCES",
      path: "/t/7/deep/3",
    });
    expect(server.tree.nodes.has("/t")).toBe(true);
    await expectBalancedBooks(server);
  });
});

describe("walk", () => {
  it("[F44] gives everything below, each folder before what is in it, and follows no links", async () => {
    const { sftp, server } = await connectModel({ tree: forest() });
    const paths: string[] = [];
    for await (const { path, depth, attributes } of sftp.walk("/t")) {
      expect(depth).toBe(path.split("/").length - 2);
      const parent = path.slice(0, path.lastIndexOf("/"));
      if (parent !== "/t") expect(paths).toContain(parent);
      if (path.includes("deep/")) expect(attributes.isFile()).toBe(true);
      paths.push(path);
    }
    expect(paths).toHaveLength(30 * 7 + 2);
    await expectBalancedBooks(server);
  });

  it("goes as deep as it may, and where it may", async () => {
    const { sftp } = await connectModel({ tree: forest() });
    expect(await sftp.walk("/t", { maxDepth: 1 }).toArray()).toHaveLength(32);
    const some = sftp.walk("/t", { filter: ({ path }) => /^\/t\/1\b/.test(path) });
    expect((await some.toArray()).map(({ path }) => path)).toHaveLength(7);
  });

  it("ends at a folder that cannot be listed, or passes it over if somebody is told", async () => {
    const { sftp, server } = await connectModel({
      tree: forest(),
      instead: ({ type, fields, id }) =>
        type === Packet.OPENDIR && fields().text() === "/t/3"
          ? status(id, Status.PERMISSION_DENIED)
          : undefined,
    });
    await expect(sftp.walk("/t").toArray()).rejects.toMatchObject({ code: "EACCES", path: "/t/3" });
    const told: string[] = [];
    const all = await sftp.walk("/t", { onError: (_, path) => void told.push(path) }).toArray();
    expect([all.length, told]).toEqual([30 * 7 + 2 - 6, ["/t/3"]]);
    await expectBalancedBooks(server);
  });

  it("[C-6] can be left early", async () => {
    const { sftp, server } = await connectModel({ tree: forest() });
    for await (const { path } of sftp.walk("/t")) if (path.includes("/1")) break;
    await expectBalancedBooks(server);
  });
});
