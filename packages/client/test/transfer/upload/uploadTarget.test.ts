import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { connectModel, expectBalancedBooks } from "../../model/connectModel.ts";
import { everyExtension } from "../../model/extensions.ts";
import type { ModelOptions, ModelServer } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const content = Buffer.from(new Random(31).bytes(200_000));
const atomic = { atomic: true } as const;
const PART = /^\/\.f\.[0-9a-f]{32}\.part$/;

async function localFile(bytes: Uint8Array = content): Promise<string> {
  const path = join(await temporaryDirectory(), "local");
  writeFileSync(path, bytes);
  return path;
}

function names({ tree }: ModelServer): string[] {
  return [...tree.nodes.keys()].filter((path) => path !== "/");
}

/** A server that answers one type of request with FAILURE, from the `nth` on. */
function failing(type: number, nth = 1): ModelOptions {
  let count = 0;
  return {
    extensions: everyExtension,
    instead: (request) =>
      request.type === type && ++count >= nth ? status(request.id, Status.FAILURE) : undefined,
  };
}

describe("an atomic put", () => {
  it("writes a file beside the target that is never wider than its source, and renames it when it is complete", async () => {
    const { sftp, server } = await connectModel({ extensions: everyExtension });
    const source = await localFile();
    chmodSync(source, 0o600);
    const { size, mode, report } = await sftp.put(source, "/f", atomic);
    expect([size, mode! & 0o777]).toEqual([content.length, 0o600]);
    expect(report).toMatchObject({ bytes: content.length, verified: "size", unchecked: [] });
    expect(names(server)).toEqual(["/f"]);
    expect(server.tree.content("/f").equals(content)).toBe(true);
    const opens = server.peer.received.filter(({ type }) => type === Packet.OPEN);
    const [part, ...others] = opens.map(({ fields }) => fields());
    expect(others).toEqual([]);
    expect([part!.text(), part!.u32(), part!.u32(), part!.u32()]).toEqual([
      expect.stringMatching(PART),
      0x2a,
      4,
      0o600,
    ]);
    await expectBalancedBooks(server);
  });

  it("gives what it replaces the permissions that it had", async () => {
    const tree = new Tree().file("/f", "old");
    tree.nodes.get("/f")!.mode = 0o640;
    const { sftp, server } = await connectModel({ tree, extensions: everyExtension });
    await sftp.put(await localFile(), "/f", atomic);
    expect(tree.nodes.get("/f")!.mode).toBe(0o640);
    await sftp.putfo([content], "/a", atomic);
    expect(tree.nodes.get("/a")!.mode).toBe(0o644);
    expect(server.count(Packet.OPEN)).toBe(2);
  });

  it("writes where it is told to, under the name that it is told", async () => {
    const tree = new Tree().directory("/incoming");
    const { sftp, server } = await connectModel({ tree, extensions: everyExtension });
    const naming = {
      tempName: (name: string, random: string) => `${name}-${random}.tmp`,
      tempDirectory: "/incoming/",
    };
    await sftp.put(await localFile(), "/f", { ...atomic, ...naming });
    const open = server.peer.received.find(({ type }) => type === Packet.OPEN)!.fields();
    expect(open.text()).toMatch(/^\/incoming\/f-[0-9a-f]{32}\.tmp$/);
    expect(names(server)).toEqual(["/incoming", "/f"]);
  });

  it("does without permissions at a server that has none", async () => {
    const { sftp, server } = await connectModel({
      extensions: everyExtension,
      withoutModes: true,
      instead: ({ type, id }) => (type === Packet.FSETSTAT ? status(id, Status.OP_UNSUPPORTED) : undefined),
    });
    await sftp.put(await localFile(), "/f", atomic);
    expect(names(server)).toEqual(["/f"]);
  });

  it("has the file on the disk before it has its name, and is durable only where that is offered", async () => {
    const { sftp, server } = await connectModel({ extensions: everyExtension });
    await sftp.put(await localFile(), "/f", { ...atomic, durable: true });
    const steps = server.peer.received.map(({ type, fields }) =>
      type === Packet.EXTENDED ? fields().text() : type,
    );
    const order = [steps.lastIndexOf(Packet.WRITE), steps.indexOf("fsync@openssh.com")];
    order.push(steps.lastIndexOf(Packet.CLOSE), steps.indexOf("posix-rename@openssh.com"));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    const plain = await connectModel();
    await expect(plain.sftp.put(await localFile(), "/f", { durable: true })).rejects.toMatchObject({
      code: "ENOTSUP",
    });
    expect(plain.server.count(Packet.OPEN)).toBe(0);
  });

  it("without posix-rename makes new files only, unless the old one may be removed first", async () => {
    const tree = new Tree().file("/f", "old");
    const { sftp, server } = await connectModel({ tree });
    await sftp.put(await localFile(), "/new", atomic);
    await expect(sftp.put(await localFile(), "/f", atomic)).rejects.toMatchObject({
      code: "EEXIST",
      path: "/f",
    });
    expect(tree.content("/f").toString()).toBe("old");
    await sftp.put(await localFile(), "/f", { ...atomic, replace: "unlink-first" });
    expect(tree.content("/f").equals(content)).toBe(true);
    expect(names(server)).toEqual(["/new", "/f"]);
  });

  it("says of a folder that it is one", async () => {
    const { sftp } = await connectModel({ tree: new Tree().directory("/d"), extensions: everyExtension });
    await expect(sftp.put(await localFile(), "/d", atomic)).rejects.toMatchObject({
      code: "EISDIR",
      path: "/d",
    });
  });

  it("uploads a stream as well", async () => {
    const { sftp, server } = await connectModel({ extensions: everyExtension });
    await sftp.putfo([content.subarray(0, 9), content.subarray(9)], "/f", atomic);
    expect(server.tree.content("/f").equals(content)).toBe(true);
    expect(names(server)).toEqual(["/f"]);
  });

  it.each([
    ["a WRITE", Packet.WRITE, 3],
    ["the CLOSE", Packet.CLOSE, 1],
  ])("[C-10] leaves the old file and nothing else when %s fails", async (_, type, nth) => {
    const { sftp, server } = await connectModel({
      ...failing(type, nth),
      tree: new Tree().file("/f", "old"),
    });
    const failure: unknown = await sftp.put(await localFile(), "/f", atomic).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: Status.FAILURE, path: "/f" });
    expect(failure).not.toHaveProperty("leftover");
    expect(server.tree.content("/f").toString()).toBe("old");
    expect(names(server)).toEqual(["/f"]);
    if (type !== Packet.CLOSE) await expectBalancedBooks(server);
  });

  it("[C-10] [C-17] leaves the old file, and all of the new one, when the RENAME fails", async () => {
    let isRefused = false;
    const { sftp, server } = await connectModel({
      extensions: everyExtension,
      tree: new Tree().file("/f", "old"),
      instead: ({ type, id, fields }) => {
        isRefused ||= type === Packet.EXTENDED && fields().text().startsWith("posix-rename");
        return isRefused && type === Packet.EXTENDED ? status(id, Status.FAILURE) : undefined;
      },
    });
    const failure: unknown = await sftp.put(await localFile(), "/f", atomic).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      request: "posix-rename@openssh.com",
      leftover: expect.stringMatching(PART),
      message: expect.stringContaining("unlink-first"),
    });
    expect(failure).not.toHaveProperty("replaced");
    expect(server.tree.content("/f").toString()).toBe("old");
    expect(server.tree.content((failure as { leftover: string }).leftover).equals(content)).toBe(true);
    await expectBalancedBooks(server);
  });

  it("names what it cannot remove", async () => {
    const { sftp, server } = await connectModel({
      extensions: everyExtension,
      instead: ({ type, id }) => {
        if (type === Packet.WRITE) return status(id, Status.FAILURE, "disk full");
        return type === Packet.REMOVE ? status(id, Status.PERMISSION_DENIED) : undefined;
      },
    });
    const failure: unknown = await sftp.put(await localFile(), "/f", atomic).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: /disk full/, leftover: expect.stringMatching(PART) });
    expect(names(server)).toContain((failure as { leftover: string }).leftover);
  });

  it("leaves nothing when it is aborted while the file is being made", async () => {
    {
      const abort = new AbortController();
      const { sftp, server } = await connectModel({
        extensions: everyExtension,
        instead: ({ type }) => {
          if (type === Packet.OPEN) abort.abort();
          return undefined;
        },
      });
      const put = sftp.put(await localFile(), "/f", { ...atomic, signal: abort.signal });
      await expect(put).rejects.toMatchObject({ code: "ABORT_ERR" });
      await turns(20);
      expect(names(server)).toEqual([]);
      await expectBalancedBooks(server);
    }
  });

  it("[C-10] wherever the connection is cut, the final name is absent, old or complete", async () => {
    const path = await localFile();
    for (const old of [undefined, "old"]) {
      let most = Number.POSITIVE_INFINITY;
      for (let after = 150; after < most; after += 8_111) {
        const tree = old === undefined ? new Tree() : new Tree().file("/f", old);
        const faults = { ending: { how: "close", way: "outgoing", after } } as const;
        const { sftp, server } = await connectModel({ tree, extensions: everyExtension }, {}, faults);
        const failure: unknown = await sftp.put(path, "/f", atomic).then(
          () => undefined,
          (error: unknown) => error,
        );
        await turns(20);
        const now = tree.nodes.get("/f")?.data;
        if (now !== undefined && !content.equals(now)) expect(Buffer.from(now).toString()).toBe(old);
        if (failure === undefined) {
          expect(content.equals(now!)).toBe(true);
          most = after;
        } else {
          const parts = names(server).filter((name) => name.endsWith(".part"));
          for (const part of parts)
            if (tree.nodes.get(part)!.data.length > 0) expect(failure).toHaveProperty("leftover", part);
        }
        await sftp.close();
      }
      expect(most).toBeGreaterThan(content.length);
    }
  });
});

describe("a put that fails", () => {
  it("keeps what was acknowledged without a gap, and nothing beyond it", async () => {
    const random = new Random(5);
    for (let round = 0; round < 10; round++) {
      const acknowledged: number[] = [];
      const abort = new AbortController();
      const { sftp, server } = await connectModel({
        limits: { read: 0, write: 4_000 },
        reorder: { random, turns: 6 },
        instead: ({ type, fields }) => {
          if (type !== Packet.WRITE) return undefined;
          const reader = fields();
          reader.string();
          acknowledged.push(Number(reader.u64()));
          if (acknowledged.length === 20 + round) abort.abort();
          return undefined;
        },
      });
      await sftp.limits();
      const failure: unknown = await sftp
        .put(await localFile(), "/f", { onPartial: "keep", signal: abort.signal })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "ABORT_ERR", leftover: "/f" });
      const kept = server.tree.content("/f");
      expect(kept.equals(content.subarray(0, kept.length))).toBe(true);
      expect(kept.length % 4_000).toBe(0);
      expect(kept.length).toBeLessThan(content.length);
      await expectBalancedBooks(server);
    }
  });
});

describe("[C-23] the copy of a file that may only be read", () => {
  it("may be written by its owner until it is complete, so that it can be resumed", async () => {
    const { sftp, server } = await connectModel({ extensions: everyExtension });
    const source = await localFile();
    chmodSync(source, 0o444);
    const modes = (): number => server.tree.nodes.get("/f")!.mode & 0o777;
    const stop = new AbortController();
    const onProgress = (bytes: number): void => (bytes > 0 ? stop.abort() : undefined);
    const cut = sftp.put(source, "/f", { resume: true, concurrency: 1, signal: stop.signal, onProgress });
    await expect(cut).rejects.toMatchObject({ code: "ABORT_ERR", leftover: "/f" });
    expect(modes()).toBe(0o644);
    const { report } = await sftp.put(source, "/f", { resume: true });
    expect(report.resumed).toBeGreaterThan(0);
    expect(server.tree.content("/f").equals(content)).toBe(true);
    await sftp.remove("/f");
    await sftp.put(source, "/f");
    expect(modes()).toBe(0o444);
  });

  it("is one that was there before, which keeps its permissions", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "old") });
    await sftp.chmod("/f", 0o640);
    const source = await localFile();
    chmodSync(source, 0o400);
    await sftp.put(source, "/f");
    expect(server.tree.nodes.get("/f")!.mode & 0o777).toBe(0o640);
  });
});
