import { frame, join, string, turns, u32, u64 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { startScripted } from "../model/startScripted.ts";
import { Packet, status, Status } from "../model/status.ts";
import { made, Tree } from "../model/tree.ts";

const PATH = string("/a");

describe("setting attributes sends just what was asked for", () => {
  it("[C10] chmod: PERMISSIONS", async () => {
    const { sftp, peer } = await startScripted();
    const done = sftp.chmod("/a", 0o640);
    const { id } = await peer.expect(Packet.SETSTAT, PATH, u32(4), u32(0o640));
    peer.send(status(id, Status.OK));
    await done;
  });

  it("[C11] chown: UIDGID", async () => {
    const { sftp, peer } = await startScripted();
    const done = sftp.chown("/a", 1000, 0xffff_ffff);
    const { id } = await peer.expect(Packet.SETSTAT, PATH, u32(2), u32(1000), u32(0xffff_ffff));
    peer.send(status(id, Status.OK));
    await done;
  });

  it("[C12] utime: ACMODTIME, fractions dropped, Dates as well as seconds", async () => {
    const { sftp, peer } = await startScripted();
    const done = sftp.utime("/a", [1.9, new Date(5_999)]);
    const { id } = await peer.expect(Packet.SETSTAT, PATH, u32(8), u32(1), u32(5));
    peer.send(status(id, Status.OK));
    await done;
  });

  it("[C12] utime: null is now for both", async () => {
    const { sftp, peer } = await startScripted();
    const before = Math.floor(Date.now() / 1000);
    const done = sftp.utime("/a", null);
    const request = await peer.next();
    const fields = request.fields();
    expect([fields.text(), fields.u32()]).toEqual(["/a", 8]);
    const times = [fields.u32(), fields.u32()];
    for (const time of times) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
    }
    peer.send(status(request.id, Status.OK));
    await done;
  });

  it("[C13] truncate: SIZE, all 64 bits", async () => {
    const { sftp, peer } = await startScripted();
    const size = 0x1_2345_6789_abcdn;
    const done = sftp.truncate("/a", size);
    const { id } = await peer.expect(Packet.SETSTAT, PATH, u32(1), u64(size));
    peer.send(status(id, Status.OK));
    await done;
  });

  it("[F21] [C12] [M1] what does not fit is a RangeError that names it, before anything is sent", async () => {
    const { sftp, peer } = await startScripted();
    await expect(sftp.utime("/a", [-1, 0])).rejects.toThrow(/atime.*-1/);
    await expect(sftp.utime("/a", [0, 2 ** 32])).rejects.toThrow(RangeError);
    await expect(sftp.chown("/a", 2 ** 32, 0)).rejects.toThrow(RangeError);
    await expect(sftp.chmod("/a", -1)).rejects.toThrow(RangeError);
    await expect(sftp.truncate("/a", -1)).rejects.toThrow(/size.*-1/);
    await expect(sftp.truncate("/a", 1.5)).rejects.toThrow(RangeError);
    await expect(sftp.truncate("/a", Number.NaN)).rejects.toThrow(RangeError);
    await expect(sftp.truncate("/a", 2 ** 53)).rejects.toThrow(RangeError);
    await expect(sftp.truncate("/a", 2n ** 64n)).rejects.toThrow(RangeError);
    expect(peer.received).toHaveLength(1);
  });

  it("[F45] [C11] half a pair is a TypeError, never dropped", async () => {
    const { sftp, peer } = await startScripted();
    const nothing = undefined as unknown as number;
    await expect(sftp.chown("/a", 1, nothing)).rejects.toThrow(TypeError);
    await expect(sftp.chown("/a", nothing, 1)).rejects.toThrow(TypeError);
    await expect(sftp.utime("/a", [1, nothing])).rejects.toThrow(TypeError);
    await expect(sftp.utime("/a", [nothing, 1])).rejects.toThrow(TypeError);
    expect(peer.received).toHaveLength(1);
  });
});

describe("stat and lstat", () => {
  it("[C14] stat follows links, lstat does not", async () => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f", "12345").symlink("/l", "f") });
    expect(await sftp.stat("/l")).toMatchObject({ type: "file", size: 5, uid: 1, gid: 2, mode: 0o100644 });
    expect((await sftp.stat("/l")).mtime).toEqual(new Date(2_000_000));
    expect(await sftp.lstat("/l")).toMatchObject({ type: "symlink", size: 1 });
  });

  it("[C14] has only the fields that were sent", async () => {
    const { sftp, peer } = await startScripted();
    const statting = sftp.stat("/a");
    const { id } = await peer.expect(Packet.STAT, PATH);
    peer.send(frame(Packet.ATTRS, u32(id), u32(1), u64(2n ** 60n)));
    const attributes = await statting;
    expect(attributes.exactSize).toBe(2n ** 60n);
    expect([attributes.mode, attributes.uid, attributes.atime, attributes.mtimeMs]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(attributes.isFile() || attributes.isDirectory()).toBe(false);
  });
});

/** A folder with files named by number, each as long. */
function folder(count: number): Tree {
  const tree = new Tree().directory("/d");
  for (let i = 0; i < count; i++) tree.file(`/d/${i}`, "x".repeat(i));
  return tree;
}

describe("listing", () => {
  it("[C15] gives names without . and ..", async () => {
    const { sftp, server } = await connectModel({ tree: folder(3) });
    expect((await sftp.listdir("/d")).toSorted()).toEqual(["0", "1", "2"]);
    await expectBalancedBooks(server);
  });

  it("[C16] gives entries with attributes and longname, page after page until EOF", async () => {
    const { sftp, server } = await connectModel({ tree: folder(250), page: 7 });
    const entries = await sftp.listdirAttr("/d");
    expect(entries.map(({ filename, size }) => `${filename}:${size}`).toSorted()).toEqual(
      Array.from({ length: 250 }, (_, i) => `${i}:${i}`).toSorted(),
    );
    expect(entries[0]!.longname).toBe(entries[0]!.filename);
    await expectBalancedBooks(server);
  });

  it("[F14] [C16] closes the folder when a READDIR fails", async () => {
    let reads = 0;
    const { sftp, server } = await connectModel({
      tree: folder(50),
      page: 5,
      instead: ({ type, id }) =>
        type === Packet.READDIR && ++reads === 4 ? status(id, Status.PERMISSION_DENIED) : undefined,
    });
    await expect(sftp.listdirAttr("/d")).rejects.toMatchObject({ code: "EACCES", path: "/d" });
    await expectBalancedBooks(server);
  });

  it("[F15] [C16] takes a NAME without names for the end", async () => {
    let reads = 0;
    const { sftp, server } = await connectModel({
      tree: folder(3),
      instead: ({ type, id }, model) =>
        type === Packet.READDIR && ++reads > 1 ? model.names(id, []) : undefined,
    });
    expect(await sftp.listdir("/d")).toHaveLength(3);
    expect(reads).toBeLessThan(9);
    await expectBalancedBooks(server);
  });

  it("[F16] names that are no UTF-8 break nothing and can be used", async () => {
    const odd = Buffer.from([0x66, 0xff, 0xfe, 0x6f]);
    let reads = 0;
    const { sftp, server } = await connectModel({
      tree: folder(0),
      instead: ({ type, id }, model) => {
        if (type === Packet.REMOVE) return status(id, Status.OK);
        if (type !== Packet.READDIR || ++reads > 1) return undefined;
        return model.names(id, [
          [odd, made("file", 0o644)],
          ["plain", made("file", 0o644)],
        ]);
      },
    });
    const names = await sftp.listdir("/d");
    expect(names).toContain("plain");
    const name = names.find((found) => found !== "plain")!;
    await sftp.remove(`/d/${name}`);
    const removed = server.peer.received.find(({ type }) => type === Packet.REMOVE)!;
    expect(Buffer.from(removed.fields().string())).toEqual(Buffer.concat([Buffer.from("/d/"), odd]));
  });

  it("[C17] begins with two requests, never has more than it may, and needs no 50 for a small folder", async () => {
    const { sftp, server } = await connectModel({ tree: folder(300), page: 2 });
    expect(await sftp.listdirIter("/d", 5).toArray()).toHaveLength(300);
    expect(server.mostWaiting.get(Packet.READDIR)).toBe(5);
    const { sftp: other, server: small } = await connectModel({ tree: folder(1) });
    await other.listdirIter("/d").toArray();
    expect(small.count(Packet.READDIR)).toBeLessThanOrEqual(4);
    await expectBalancedBooks(server);
    await expectBalancedBooks(small);
  });

  it("[C17] sends nothing before it is asked for the first entry", async () => {
    const { sftp, server } = await connectModel({ tree: folder(1) });
    const iterator = sftp.listdirIter("/d");
    await turns(5);
    expect(server.count(Packet.OPENDIR)).toBe(0);
    await iterator.return();
    expect(server.opened).toBe(0);
  });

  it("[F13] [C17] other operations inside the loop are fine", async () => {
    const { sftp, server } = await connectModel({ tree: folder(40), page: 3 });
    const sizes: unknown[] = [];
    for await (const { filename } of sftp.listdirIter("/d")) {
      sizes.push((await sftp.stat(`/d/${filename}`)).size);
      if (filename === "7") expect(await sftp.listdir("/d")).toHaveLength(40);
    }
    expect(sizes).toHaveLength(40);
    await expectBalancedBooks(server);
  });

  it("[F13] [C17] leaving the loop early closes the folder and absorbs what is on its way", async () => {
    const { sftp, server } = await connectModel({ tree: folder(200), page: 2 });
    for await (const entry of sftp.listdirIter("/d")) if (entry.filename === "20") break;
    async function throwing(): Promise<void> {
      for await (const { filename } of sftp.listdirIter("/d")) throw new Error(`at ${filename}`);
    }
    await expect(throwing()).rejects.toThrow("at 0");
    {
      await using entries = sftp.listdirIter("/d");
      await entries.next();
    }
    await expectBalancedBooks(server);
    expect(await sftp.listdir("/d")).toHaveLength(200);
  });
});

describe("directories, links, names", () => {
  it("[C18] mkdir sends the mode, by itself or as an option, 0o777 otherwise", async () => {
    const { sftp, peer } = await startScripted();
    for (const [made_, mode] of [
      [() => sftp.mkdir("/a"), 0o777],
      [() => sftp.mkdir("/a", 0o700), 0o700],
      [() => sftp.mkdir("/a", { mode: 0o750 }), 0o750],
    ] as const) {
      const done = made_();
      const { id } = await peer.expect(Packet.MKDIR, PATH, u32(4), u32(mode));
      peer.send(status(id, Status.OK));
      await done;
    }
  });

  it("[C18] an existing path is an error, but not with recursive if it is a directory", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().directory("/d").file("/f") });
    await expect(sftp.mkdir("/d")).rejects.toMatchObject({ operation: "mkdir", path: "/d" });
    await sftp.mkdir("/d", { recursive: true });
    await sftp.mkdir("/d/x/y/z", { recursive: true });
    expect([...server.tree.nodes.keys()]).toContain("/d/x/y/z");
    await expect(sftp.mkdir("/f", { recursive: true })).rejects.toMatchObject({ path: "/f" });
    await expect(sftp.mkdir("/f/x", { recursive: true })).rejects.toMatchObject({ operation: "mkdir" });
  });

  it("[C19] rmdir removes an empty directory, nothing else", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().directory("/d").file("/d/f").file("/f") });
    await expect(sftp.rmdir("/d")).rejects.toMatchObject({ operation: "rmdir" });
    await expect(sftp.rmdir("/f")).rejects.toMatchObject({ operation: "rmdir" });
    await sftp.remove("/d/f");
    await sftp.rmdir("/d");
    expect([...server.tree.nodes.keys()]).toEqual(["/", "/f"]);
  });

  it("[C20] remove and unlink are one: a link goes, not its target, and a directory stays", async () => {
    const tree = new Tree().file("/f").symlink("/l", "f").directory("/d");
    const { sftp } = await connectModel({ tree });
    await sftp.remove("/l");
    await expect(sftp.unlink("/d")).rejects.toMatchObject({ operation: "remove", path: "/d" });
    expect([...tree.nodes.keys()]).toEqual(["/", "/f", "/d"]);
    await sftp.unlink("/f");
    expect(tree.nodes.has("/f")).toBe(false);
  });

  it("[C21] rename is RENAME, which fails if the new name exists", async () => {
    const tree = new Tree().file("/a", "1").file("/b", "2");
    const { sftp, server } = await connectModel({ tree });
    await expect(sftp.rename("/a", "/b")).rejects.toThrow("rename '/a' -> '/b'");
    await sftp.rename("/a", "/c");
    expect(tree.content("/c").toString()).toBe("1");
    expect(server.count(Packet.RENAME)).toBe(2);
  });

  it("[C23] readlink gives the target as it is stored, also if it is no UTF-8", async () => {
    const { sftp, peer } = await startScripted();
    for (const target of [Buffer.from("../else where"), Buffer.from([0x2f, 0xe4, 0x2f, 0x80])]) {
      const reading = sftp.readlink("/a");
      const { id } = await peer.expect(Packet.READLINK, PATH);
      peer.send(frame(Packet.NAME, u32(id), u32(1), string(target), string(""), u32(0)));
      const name = await reading;
      const statting = sftp.stat(name);
      statting.catch(() => {});
      const { fields, id: statId } = await peer.next();
      expect(Buffer.from(fields().string())).toEqual(target);
      peer.send(status(statId, Status.NO_SUCH_FILE));
      await expect(statting).rejects.toMatchObject({ code: "ENOENT" });
    }
  });

  it.each([0, 2])("[C23] readlink refuses %i names", async (count) => {
    const { sftp, peer } = await startScripted();
    const reading = sftp.readlink("/a");
    reading.catch(() => {});
    const one = join(string("x"), string(""), u32(0));
    const { id } = await peer.next();
    peer.send(frame(Packet.NAME, u32(id), u32(count), ...Array.from({ length: count }, () => one)));
    await expect(reading).rejects.toMatchObject({ operation: "readlink", path: "/a" });
  });

  it("[C24] symlink sends target and link as OpenSSH has them, or as the draft for a server that needs it", async () => {
    const targetFirst = [string("../target"), string("/link")];
    const linkFirst = [string("/link"), string("../target")];
    const announced = [["symlink-order@sftp", "link-first"]] as const;
    for (const [options, extensions, fields] of [
      [{}, [], targetFirst],
      [{}, announced, linkFirst],
      [{ symlinkOrder: "target-first" }, announced, targetFirst],
      [{ symlinkOrder: "link-first" }, [], linkFirst],
    ] as const) {
      const { sftp, peer } = await startScripted(options, extensions);
      const linking = sftp.symlink("../target", "/link");
      const { id } = await peer.expect(Packet.SYMLINK, ...fields);
      peer.send(status(id, Status.OK));
      await linking;
    }
  });
});
