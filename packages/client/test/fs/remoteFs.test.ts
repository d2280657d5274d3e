import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../model/connectModel.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

function tree(): Tree {
  return new Tree()
    .directory("/d")
    .file("/d/f", "hello")
    .symlink("/d/l", "f")
    .directory("/d/e")
    .file("/d/e/g");
}

describe("fs", () => {
  it("is one object with promises among its own, enumerable properties, and no synchronous functions", async () => {
    const { sftp } = await connectModel();
    expect(sftp.fs).toBe(sftp.fs);
    expect(Object.getOwnPropertyDescriptor(sftp.fs, "promises")?.enumerable).toBe(true);
    for (const name of Object.keys(sftp.fs)) expect(name).not.toMatch(/Sync$/);
    for (const name of Object.keys(sftp.fs.promises)) expect(Object.keys(sftp.fs)).toContain(name);
  });

  it("reads a file as its flag says that it is opened", async () => {
    const { sftp, server } = await connectModel({ tree: tree() });
    const { promises } = sftp.fs;
    expect(await promises.readFile("/d/f", { encoding: "utf8", flag: "r+" })).toBe("hello");
    await expect(promises.readFile("/d/f", { flag: "wx" })).rejects.toMatchObject({ code: "EEXIST" });
    expect(await promises.readFile("/new", { encoding: "utf8", flag: "w+" })).toBe("");
    expect(server.tree.content("/new")).toHaveLength(0);
  });

  it("takes paths as text, bytes and URLs, below the working directory", async () => {
    const { sftp, server } = await connectModel({
      tree: tree(),
      instead: ({ type, id, bytes }) =>
        type === Packet.STAT && bytes.at(-1) === 0xff ? status(id, Status.NO_SUCH_FILE) : undefined,
    });
    const { promises } = sftp.fs;
    await sftp.chdir("/d");
    expect(await promises.readFile("f", "utf8")).toBe("hello");
    expect(await promises.readFile(Buffer.from("/d/f"), { encoding: "latin1" })).toBe("hello");
    expect(await promises.readFile(pathToFileURL("/d/f"))).toEqual(Buffer.from("hello"));
    await expect(promises.stat(Buffer.from([0x2f, 0xff]))).rejects.toMatchObject({ code: "ENOENT" });
    const asked = server.peer.received.filter(({ type }) => type === Packet.STAT).at(-1)!;
    expect(Buffer.from(asked.fields().string())).toEqual(Buffer.from([0x2f, 0xff]));
  });

  it("stat and lstat give what fs.Stats has", async () => {
    const { sftp } = await connectModel({ tree: tree() });
    const { promises } = sftp.fs;
    const stats = await promises.stat("/d/l");
    expect(stats).toBeInstanceOf(sftp.fs.Stats);
    expect([stats.size, stats.mode, stats.uid, stats.nlink, stats.isFile()]).toEqual([
      5,
      0o100644,
      1,
      1,
      true,
    ]);
    expect([stats.mtimeMs, stats.mtime, stats.ctimeMs]).toEqual([2_000_000, new Date(2_000_000), 2_000_000]);
    expect((await promises.lstat("/d/l")).isSymbolicLink()).toBe(true);
    const exact = await promises.stat("/d/f", { bigint: true });
    expect([exact.size, exact.mtimeNs, exact.isDirectory()]).toEqual([5n, 2_000_000_000_000n, false]);
    const bare = await connectModel({ tree: tree(), sizes: "absent", withoutModes: true });
    const unknown = await bare.sftp.fs.promises.stat("/d/f");
    expect([unknown.size, unknown.mode, unknown.isFile(), unknown.isDirectory()]).toEqual([
      0,
      0,
      false,
      false,
    ]);
  });

  it("readdir gives names, bytes, entries, and all that is below", async () => {
    const { sftp } = await connectModel({ tree: tree() });
    const { promises } = sftp.fs;
    expect((await promises.readdir("/d")).toSorted()).toEqual(["e", "f", "l"]);
    expect((await promises.readdir("/d", "buffer")).map(String).toSorted()).toEqual(["e", "f", "l"]);
    expect((await promises.readdir("/d", { recursive: true })).toSorted()).toEqual(["e", "e/g", "f", "l"]);
    const entries = await promises.readdir("/d", { withFileTypes: true, recursive: true });
    const found = entries.map(
      (entry) => `${entry.parentPath} ${entry.name} ${entry.isFile()} ${entry.isSymbolicLink()}`,
    );
    expect(found.toSorted()).toEqual([
      "/d e false false",
      "/d f true false",
      "/d l false true",
      "/d/e g true false",
    ]);
    expect(entries[0]).toBeInstanceOf(sftp.fs.Dirent);
    await expect(promises.readdir("/d/f")).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it("rename replaces, atomically where the server can", async () => {
    const { sftp, server } = await connectModel({ tree: tree().file("/d/new", "old") });
    await sftp.fs.promises.rename("/d/f", "/d/new");
    expect(server.tree.content("/d/new").toString()).toBe("hello");
    const atomic = await connectModel({
      tree: tree(),
      extensions: [["posix-rename@openssh.com", "1"]],
      instead: ({ type, id }) => (type === Packet.EXTENDED ? status(id, Status.OK) : undefined),
    });
    await atomic.sftp.fs.promises.rename("/d/f", "/d/l");
    expect([atomic.server.count(Packet.EXTENDED), atomic.server.count(Packet.RENAME)]).toEqual([1, 0]);
  });

  it("does the rest of what fs.promises does", async () => {
    const { sftp, server } = await connectModel({ tree: tree() });
    const { promises, constants } = sftp.fs;
    await promises.access("/d");
    await expect(promises.access("/none", constants.R_OK)).rejects.toMatchObject({ code: "ENOENT" });
    await promises.mkdir("/x/y", { recursive: true });
    await promises.mkdir("/x/z", 0o700);
    await promises.writeFile("/x/f", "one");
    await promises.appendFile("/x/f", Buffer.from(" two"));
    await promises.copyFile("/x/f", "/x/copy");
    await expect(promises.copyFile("/x/f", "/x/copy", constants.COPYFILE_EXCL)).rejects.toMatchObject({
      code: "EEXIST",
    });
    expect(server.tree.content("/x/copy").toString()).toBe("one two");
    await promises.truncate("/x/copy", 3);
    await promises.chmod("/x/copy", "640");
    await promises.chown("/x/copy", 5, 6);
    await promises.utimes("/x/copy", "10", new Date(20_000));
    expect(server.tree.nodes.get("/x/copy")).toMatchObject({
      mode: 0o640,
      uid: 5,
      gid: 6,
      atime: 10,
      mtime: 20,
    });
    await promises.symlink("copy", "/x/link");
    expect([await promises.readlink("/x/link"), await promises.realpath("/x/link")]).toEqual([
      "copy",
      "/x/copy",
    ]);
    await expect(promises.realpath("/x/none")).rejects.toMatchObject({ code: "ENOENT" });
    expect(await promises.mkdtemp("/x/tmp-")).toMatch(/^\/x\/tmp-[\w-]{6}$/);
    const names: string[] = [];
    for await (const entry of await promises.opendir("/x")) names.push(entry.name);
    expect(names).toContain("copy");
    const folder = await promises.opendir("/x");
    expect((await folder.read())?.name).toBeDefined();
    await folder.close();
    await promises.unlink("/x/link");
    await promises.rmdir("/x/y");
    await promises.rm("/x", { recursive: true });
    await promises.rm("/x", { force: true });
    expect(server.tree.nodes.has("/x")).toBe(false);
    await expectBalancedBooks(server);
  });
});

describe("open files", () => {
  it("read and write where they are told to, or where they are", async () => {
    const { sftp, server } = await connectModel({ tree: tree() });
    const file = await sftp.fs.promises.open("/d/f", "r+");
    const bytes = Buffer.alloc(10, "-");
    expect(await file.read(bytes, 2, 3, 1)).toEqual({ bytesRead: 3, buffer: bytes });
    expect(bytes.toString()).toBe("--ell-----");
    expect((await file.read({ buffer: bytes, length: 1 })).bytesRead).toBe(1);
    expect((await file.read(bytes, { length: 1, position: null })).bytesRead).toBe(1);
    expect((await file.read({ position: 4 })).buffer.toString("latin1", 0, 1)).toBe("o");
    expect((await file.write("XY")).bytesWritten).toBe(2);
    await file.write(Buffer.from("abc"), 1, 1, 0);
    expect(await file.readFile("utf8")).toBe("o");
    expect(server.tree.content("/d/f").toString()).toBe("beXYo");
    expect((await file.stat()).size).toBe(5);
    await file.truncate(2);
    await file.chmod(0o600);
    await file.utimes(1, 2);
    await file.close();
    expect(server.tree.nodes.get("/d/f")).toMatchObject({ mode: 0o600, atime: 1, mtime: 2 });
    const appended = await sftp.fs.promises.open("/d/f", "a");
    await appended.appendFile("!");
    await sftp.fs.promises.writeFile(appended, "?");
    await appended.close();
    expect(server.tree.content("/d/f").toString()).toBe("be!?");
    await expectBalancedBooks(server);
  });

  it("have numbers in the callback forms", async () => {
    const { sftp, server } = await connectModel({ tree: tree() });
    const { fs } = sftp;
    const open = promisify(
      fs.open as (path: string, flags: string, done: (error: Error | null, fd: number) => void) => void,
    );
    const close = promisify(fs.close);
    const [one, two] = [await open("/d/f", "r"), await open("/d/f", "r")];
    expect(one).not.toBe(two);
    const bytes = Buffer.alloc(5);
    const read = await new Promise((resolve) => fs.read(one, bytes, 0, 5, 0, (...result) => resolve(result)));
    expect(read).toEqual([null, 5, Buffer.from("hello")]);
    await close(one);
    await close(two);
    await expect(close(one)).rejects.toMatchObject({ code: "EBADF" });
    await expectBalancedBooks(server);
  });

  it("stream", async () => {
    const { sftp, server } = await connectModel({ tree: tree() });
    expect((await buffer(sftp.fs.createReadStream("/d/f", { start: 1, end: 2 }))).toString()).toBe("el");
    const stream = sftp.fs.createWriteStream("/d/new", "utf8");
    stream.end("streamed");
    await finished(stream);
    expect(server.tree.content("/d/new").toString()).toBe("streamed");
  });
});
