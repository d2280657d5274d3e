import { frame, string, u32 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { SFTP, SFTPClient } from "../src/index.ts";
import { connectModel, expectBalancedBooks } from "./model/connectModel.ts";
import { startScripted } from "./model/startScripted.ts";
import { Packet, status, Status } from "./model/status.ts";
import { Tree } from "./model/tree.ts";

it("[M2] SFTP is the client class", async () => {
  expect(SFTP).toBe(SFTPClient);
  const { sftp } = await connectModel();
  expect(sftp).toBeInstanceOf(SFTP);
});

function homes(): Tree {
  return new Tree().directory("/home").directory("/home/me").file("/home/me/f", "x").symlink("/l", "home");
}

describe("the working directory", () => {
  it("[C6] is checked and stored in its canonical form; null forgets it", async () => {
    const { sftp, server } = await connectModel({ tree: homes() });
    await sftp.chdir("/l/me/");
    expect(sftp.getcwd()).toBe("/home/me");
    await sftp.chdir("..");
    expect(sftp.getcwd()).toBe("/home");
    await sftp.chdir(null);
    expect(sftp.getcwd()).toBeNull();
    expect(server.opened).toBe(0);
  });

  it("[C6] stays as it is when the new one is missing or no directory", async () => {
    const { sftp } = await connectModel({ tree: homes() });
    await sftp.chdir("/home");
    await expect(sftp.chdir("none")).rejects.toMatchObject({ code: "ENOENT", operation: "chdir" });
    await expect(sftp.chdir("/home/me/f")).rejects.toMatchObject({ code: "ENOTDIR", path: "/home/me/f" });
    expect(sftp.getcwd()).toBe("/home");
  });

  it("[F19] [C6] is found out by opening it where permissions are absent", async () => {
    const { sftp, server } = await connectModel({ tree: homes(), withoutModes: true });
    await sftp.chdir("/home");
    expect(sftp.getcwd()).toBe("/home");
    await expect(sftp.chdir("/home/me/f")).rejects.toMatchObject({ status: Status.FAILURE });
    expect(server.count(Packet.OPENDIR)).toBe(2);
    await expectBalancedBooks(server);
  });

  it("[C8] is told without I/O", async () => {
    const { sftp, peer } = await startScripted();
    expect(sftp.getcwd()).toBeNull();
    expect(peer.received).toHaveLength(1);
  });

  it("[C7] stands before every relative path of every operation, and before no absolute one", async () => {
    const paths: string[][] = [];
    const two = new Set<number>([Packet.RENAME, Packet.SYMLINK]);
    const { sftp } = await connectModel({
      tree: homes(),
      instead: ({ type, fields, id }) => {
        if (type === Packet.REALPATH || type === Packet.CLOSE) return undefined;
        if (type === Packet.STAT && paths.length === 0) {
          paths.push([]);
          return undefined;
        }
        const reader = fields();
        if (type === Packet.EXTENDED) reader.text();
        const first = reader.text();
        paths.push(two.has(type) || type === Packet.EXTENDED ? [first, reader.text()] : [first]);
        return status(id, Status.PERMISSION_DENIED);
      },
      extensions: [
        ["posix-rename@openssh.com", "1"],
        ["hardlink@openssh.com", "1"],
      ],
    });
    await sftp.chdir("/home");
    paths.length = 0;
    paths.push([]);
    const attempts: (() => Promise<unknown>)[] = [
      () => sftp.stat("p"),
      () => sftp.lstat("p"),
      () => sftp.listdir("p"),
      () => sftp.listdirAttr("p"),
      () => sftp.listdirIter("p").toArray(),
      () => sftp.mkdir("p"),
      () => sftp.rmdir("p"),
      () => sftp.remove("p"),
      () => sftp.unlink("p"),
      () => sftp.readlink("p"),
      () => sftp.chmod("p", 0o600),
      () => sftp.chown("p", 1, 2),
      () => sftp.utime("p", null),
      () => sftp.truncate("p", 0),
      () => sftp.open("p"),
      () => sftp.file("p"),
      () => sftp.readFile("p"),
      () => sftp.get("p", "/dev/null"),
      () => sftp.putfo([], "p"),
    ];
    for (const attempt of attempts) await attempt().catch(() => {});
    // An upload looks at the name and opens it at once.
    expect(paths.slice(1)).toEqual([...attempts, undefined].map(() => ["/home/p"]));
    paths.length = 0;
    paths.push([]);
    await sftp.rename("a", "/b").catch(() => {});
    await sftp.posixRename("/a", "b").catch(() => {});
    await sftp.hardlink("a", "b").catch(() => {});
    await sftp.symlink("as it is", "link").catch(() => {});
    await sftp.stat("").catch(() => {});
    await sftp.stat("/abs").catch(() => {});
    expect(paths.slice(1)).toEqual([
      ["/home/a", "/b"],
      ["/a", "/home/b"],
      ["/home/a", "/home/b"],
      ["as it is", "/home/link"],
      ["/home/"],
      ["/abs"],
    ]);
  });

  it("[C7] of / makes no double slash, and without one paths are sent as they are", async () => {
    const { sftp, server } = await connectModel({ tree: homes() });
    await sftp.stat("home");
    await sftp.chdir("/");
    await sftp.stat("home");
    const sent = server.peer.received.filter(({ type }) => type === Packet.STAT);
    expect(sent.map(({ fields }) => fields().text())).toEqual(["home", "/", "/home"]);
  });

  it("refuses what is no path before anything is sent", async () => {
    const { sftp, peer } = await startScripted();
    await expect(sftp.stat("a\0b")).rejects.toMatchObject({ code: "EINVAL", message: /NUL/ });
    await expect(sftp.stat(undefined as unknown as string)).rejects.toThrow(TypeError);
    expect(peer.received).toHaveLength(1);
  });
});

describe("normalize", () => {
  it("[C9] is REALPATH", async () => {
    const { sftp, peer } = await startScripted();
    const home = sftp.normalize(".");
    const { id } = await peer.expect(Packet.REALPATH, string("."));
    peer.send(frame(Packet.NAME, u32(id), u32(1), string("/home/me"), string(""), u32(0)));
    expect(await home).toBe("/home/me");
  });

  it.each([0, 2])("[C9] refuses %i names", async (count) => {
    const { sftp, peer } = await startScripted();
    const home = sftp.normalize("/x");
    home.catch(() => {});
    const name = [string("/a"), string(""), u32(0)];
    const { id } = await peer.next();
    peer.send(frame(Packet.NAME, u32(id), u32(count), ...Array.from({ length: count }, () => name).flat()));
    await expect(home).rejects.toMatchObject({ operation: "normalize", path: "/x" });
  });
});

describe("what the server has", () => {
  it("[F24] can be asked for: version, extensions with their versions, vendor, limits", async () => {
    const vendor = [string("Acme"), string("Vault"), string("1.2"), Buffer.from("0000000000000007", "hex")];
    const { sftp } = await connectModel({
      extensions: [
        ["posix-rename@openssh.com", "1"],
        ["statvfs@openssh.com", "1"],
        ["check-file", "md5,sha1"],
        ["own@example.org", "anything"],
        ["vendor-id", Buffer.concat(vendor).toString("latin1")],
      ],
      limits: { read: 5_000, write: 6_000 },
    });
    const { capabilities } = sftp;
    expect(capabilities.version).toBe(3);
    expect(capabilities.has("posix-rename@openssh.com")).toBe(true);
    // statvfs is known in version 2 only.
    expect(capabilities.has("statvfs@openssh.com")).toBe(false);
    expect(capabilities.has("check-file")).toBe(true);
    expect(capabilities.has("own@example.org")).toBe(true);
    expect(capabilities.has("fsync@openssh.com")).toBe(false);
    expect(capabilities.vendor).toEqual({ vendor: "Acme", product: "Vault", version: "1.2", build: 7 });
    expect(await sftp.limits()).toMatchObject({ maxReadLength: 5_000n, maxWriteLength: 6_000n });
  });

  it("asks for limits once, along with the first requests, and does without", async () => {
    const { sftp, server } = await connectModel({ limits: { read: 0, write: 0 } });
    await Promise.all([sftp.stat("/"), sftp.limits(), sftp.limits()]);
    expect(server.count(Packet.EXTENDED)).toBe(1);
    const { sftp: plain, server: none } = await connectModel();
    expect(await plain.limits()).toBeUndefined();
    expect(none.count(Packet.EXTENDED)).toBe(0);
  });

  it("a limits request that fails means no limits", async () => {
    const { sftp } = await connectModel({
      extensions: [["limits@openssh.com", "1"]],
    });
    expect(await sftp.limits()).toBeUndefined();
  });
});
