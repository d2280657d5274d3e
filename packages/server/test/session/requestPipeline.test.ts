import { Random, repeats, turns, until } from "@sftp/testing";
import { type DecodedReply, encodeRequest, extensionNames, type RequestName, requests } from "@sftp/wire";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { SFTPServerInterface } from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { randomBody } from "../support/randomBody.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT } = OpenFlags;

afterEach(() => {
  vi.useRealTimers();
});

describe("replies", () => {
  it("[S-1] every request gets exactly one, in order, whatever is in it", async () => {
    const random = new Random(1);
    const backend = new TreeBackend();
    backend.put("/a", "content");
    const pauses = new Random(2);
    backend.pause = () => (pauses.oneIn(2) ? undefined : turns(pauses.below(3)));
    const session = await openSession(backend, { limits: { handles: 20 } });
    const handles = [await session.open("/a", READ | WRITE), await session.open("/b", READ | WRITE | CREAT)];
    const names = Object.keys(requests) as RequestName[];
    const kinds = new Set<string>();
    const note = (reply: DecodedReply) => {
      kinds.add(reply.name === "status" ? `status ${reply.body.code}` : reply.name);
      if (reply.name === "handle" && handles.length < 10) handles.push(reply.body.handle);
    };
    const end = 100 + repeats(3000);
    for (let id = 100; id < end; id++) {
      const name = random.pick(names);
      // The first two stay open, or there would soon be nothing to read.
      const usable = name === "close" ? handles.slice(2) : handles;
      let packet = encodeRequest(name, id, randomBody(name, random, usable) as never);
      // The length stands apart, so that the frame is whole although its content is not.
      if (random.oneIn(4)) packet = damaged(packet, random);
      void session.sendRaw(id, packet).then(note);
      if (random.oneIn(20)) await turns(random.below(4));
      if (session.pending.length > 3000) await until(() => session.pending.length < 1000, "replies");
    }
    await until(() => session.pending.length === 0, "the last reply");
    expect(session.channel.state).toBe("open");
    expect([...kinds].toSorted()).toEqual(
      expect.arrayContaining([
        "attrs",
        "data",
        "extendedReply",
        "handle",
        "name",
        "status 0",
        "status 5",
        "status 8",
      ]),
    );
    await session.end();
    expect(backend.openFiles).toBe(0);
    expect(session.errors.map(({ error }) => String(error))).toEqual([]);
  });

  it("[S20] [F31] an unknown packet type is OP_UNSUPPORTED with its id, and the session goes on", async () => {
    const session = await openSession(new TreeBackend());
    for (const type of [0, 2, 21, 22, 99, 101, 199, 201, 255]) {
      const id = type * 0x0101_0101;
      const packet = Buffer.from([0, 0, 0, 8, type, 0, 0, 0, 0, 1, 2, 3]);
      packet.writeUInt32BE(id >>> 0, 5);
      expect(await session.get("status", session.sendRaw(id >>> 0, packet))).toMatchObject({ code: 8 });
    }
    expect((await session.call("realpath", { path: "/" })).name).toBe("name");
    await session.end();
  });

  it("[S19] an unknown extension is OP_UNSUPPORTED, and so is one that the backend lacks", async () => {
    const session = await openSession({ open: () => ({}) });
    const unknown = Buffer.from([0, 0, 0, 15, 200, 0, 0, 0, 7, 0, 0, 0, 6, ...Buffer.from("foo@ba")]);
    expect(await session.status(session.sendRaw(7, unknown))).toBe(8);
    const paths = { oldPath: "/a", newPath: "/b" };
    expect(await session.status(session.call("posix-rename@openssh.com", paths))).toBe(8);
    expect(await session.status(session.call("statvfs@openssh.com", { path: "/" }))).toBe(8);
    expect(await session.status(session.call("expand-path@openssh.com", { path: "~" }))).toBe(8);
    expect(extensionNames.length).toBeGreaterThan(15);
    await session.end();
  });

  it("[I1] [I2] a backend without anything can be talked to: all is OP_UNSUPPORTED but REALPATH and limits", async () => {
    const session = await openSession({});
    const random = new Random(3);
    const needHandle = ["close", "read", "write", "fstat", "fsetstat", "readdir", "copy-data"];
    for (const name of Object.keys(requests) as RequestName[]) {
      if (needHandle.includes(name) || "handle" in requests[name].fields) continue;
      const reply = await session.call(name, randomBody(name, random, [], ["/a"]) as never);
      if (name === "realpath" || name === "limits@openssh.com") expect(reply.name).not.toBe("status");
      else if (name === "check-file-name" || name === "copy-file") expect(reply.name).toBe("status");
      else expect(reply, name).toMatchObject({ name: "status", body: { code: 8 } });
    }
    await session.end();
    expect(session.errors).toEqual([]);
  });

  it("a body that cannot be decoded is BAD_MESSAGE with its id, and nothing is acted on", async () => {
    const backend = new TreeBackend();
    backend.put("/file", "content");
    const session = await openSession(backend);
    const packet = Buffer.from(encodeRequest("remove", 9, { path: "/file" }));
    const longer = Buffer.concat([packet, Buffer.from([0])]);
    longer.writeUInt32BE(longer.length - 4, 0);
    const shorter = Buffer.from(packet.subarray(0, packet.length - 1));
    shorter.writeUInt32BE(shorter.length - 4, 0);
    expect(await session.status(session.sendRaw(9, longer))).toBe(5);
    expect(await session.status(session.sendRaw(9, shorter))).toBe(5);
    expect(backend.nodes.has("/file")).toBe(true);
    await session.end();
  });
});

describe("a backend", () => {
  it("[F38] works on many requests at once; replies leave in order", async () => {
    const finish = new Map<string, () => void>();
    const session = await openSession({
      lstat: (path) =>
        new Promise((_resolve, reject) => {
          finish.set(path, () => reject(Object.assign(new Error(), { code: "ENOENT" })));
        }),
    });
    const answered: string[] = [];
    for (const path of ["/a", "/b", "/c"]) {
      void session.call("lstat", { path }).then(() => answered.push(path));
    }
    await until(() => finish.size === 3);
    finish.get("/c")!();
    finish.get("/b")!();
    await turns(10);
    expect(answered).toEqual([]);
    finish.get("/a")!();
    await turns(10);
    expect(answered).toEqual(["/a", "/b", "/c"]);
    await session.end();
  });

  it("[S5] [S-9] that throws or rejects makes it FAILURE; onError is told; the session goes on", async () => {
    const session = await openSession({
      stat: () => {
        throw new Error("secret detail");
      },
      lstat: () => Promise.reject(new TypeError("secret detail")),
      // oxlint-disable-next-line no-throw-literal -- a backend can throw anything
      readlink: () => Promise.reject("secret detail"),
      rename: () => "nonsense" as never,
      canonicalize: () => 17 as never,
    });
    for (const name of ["stat", "lstat", "readlink", "realpath"] as const) {
      const reply = await session.get("status", session.call(name, { path: "/" }));
      expect(reply).toEqual({ code: 4, message: "Failure", language: "" });
    }
    expect(session.errors.map(({ during }) => during)).toEqual(["stat", "lstat", "readlink", "realpath"]);
    await session.end();
  });

  it("[S-9] that hangs is given up: FAILURE, its signal aborted; the others and other sessions are served", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const signals: AbortSignal[] = [];
    const backend: SFTPServerInterface = {
      stat: (_path, { signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    };
    const [hung, other] = [
      await openSession(backend, { requestTimeout: 1000 }),
      await openSession(new TreeBackend()),
    ];
    const reply = hung.call("stat", { path: "/" });
    const next = hung.call("realpath", { path: "/x" });
    expect((await other.call("lstat", { path: "/" })).name).toBe("attrs");
    await turns(10);
    expect(signals[0]!.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await hung.status(reply)).toBe(4);
    expect((await next).name).toBe("name");
    expect(signals[0]!.aborted).toBe(true);
    expect(hung.errors).toMatchObject([{ during: "stat", error: { message: /took longer than 1000 ms/ } }]);
    await other.end();
    const cut = hung.cut();
    await turns(10);
    await vi.advanceTimersByTimeAsync(5000);
    await cut;
  });

  it("[S-9] that hangs for ever keeps its place: there are never more such than requests may be in work", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let hanging = 0;
    const session = await openSession(
      { stat: () => new Promise(() => void hanging++) },
      { requestTimeout: 1000 },
    );
    for (let n = 0; n < 200; n++) void session.call("stat", { path: `/${n}` });
    for (let n = 0; n < 10; n++) {
      await turns(10);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(hanging).toBe(64);
    const cut = session.cut();
    await turns(10);
    await vi.advanceTimersByTimeAsync(5000);
    await cut;
  });

  it("is told by its signal when the session ends", async () => {
    let signal!: AbortSignal;
    let fail!: (error: unknown) => void;
    const session = await openSession({
      stat: (_path, ctx) => {
        signal = ctx.signal;
        return new Promise((_resolve, reject) => (fail = reject));
      },
    });
    void session.call("stat", { path: "/" });
    await turns(10);
    const cut = session.cut();
    await until(() => signal.aborted);
    expect(signal.reason).toMatchObject({ code: "ECONNRESET" });
    fail(signal.reason);
    await cut;
    expect(session.errors).toEqual([]);
  });
});

describe("budgets", () => {
  it("[S-6] no more than 64 requests are in work", async () => {
    let inWork = 0;
    let most = 0;
    const session = await openSession({
      lstat: async () => {
        most = Math.max(most, ++inWork);
        await turns(3);
        inWork--;
        throw Object.assign(new Error(), { code: "ENOENT" });
      },
    });
    const replies = Array.from({ length: 500 }, (_, n) =>
      session.status(session.call("lstat", { path: `/${n}` })),
    );
    expect(new Set(await Promise.all(replies))).toEqual(new Set([2]));
    expect(most).toBe(64);
    await session.end();
  });

  it("[S-6] no more than 8 MiB of what is to be written is held", async () => {
    let held = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const session = await openSession({
      open: () => ({
        async write({ length }) {
          most = Math.max(most, (held += length));
          await new Promise<void>((resolve) => release.push(resolve));
          held -= length;
        },
      }),
    });
    const handle = await session.open("/x", WRITE);
    const data = new Uint8Array(250_000);
    const replies = Array.from({ length: 60 }, (_, n) =>
      session.status(session.call("write", { handle, offset: n * data.length, data })),
    );
    await turns(300);
    expect(most).toBeGreaterThan(7 * 1024 * 1024);
    expect(most).toBeLessThanOrEqual(8 * 1024 * 1024 + data.length);
    await until(() => {
      release.shift()?.();
      return session.pending.length === 0;
    });
    expect(new Set(await Promise.all(replies))).toEqual(new Set([0]));
    expect(most).toBeLessThanOrEqual(8 * 1024 * 1024 + data.length);
    await session.end();
  });

  it("[S-3] [S-5] a client that asks for 64 MiB and reads nothing is read from no more; later it gets all", async () => {
    let read = 0;
    const session = await openSession({
      open: () => ({
        read: (into, offset) => {
          read += into.length;
          into.fill(offset / into.length);
          return into.length;
        },
      }),
    });
    const handle = await session.open("/x", READ);
    session.channel.pause();
    const length = 32_768;
    const bytes = Array.from({ length: 2048 }, async (_, n) => {
      const { data } = await session.get(
        "data",
        session.call("read", { handle, offset: n * length, length }),
      );
      return data.length === length && data[0] === n % 256 && data.at(-1) === n % 256;
    });
    await turns(500);
    expect(read).toBeGreaterThan(3 * 1024 * 1024);
    expect(read).toBeLessThan(4 * 1024 * 1024 + 64 * length);
    const other = await openSession(new TreeBackend());
    expect((await other.call("lstat", { path: "/" })).name).toBe("attrs");
    session.channel.resume();
    expect(new Set(await Promise.all(bytes))).toEqual(new Set([true]));
    await Promise.all([session.end(), other.end()]);
  });
});

/** A packet whose content is cut, grown or changed, but whose id is as it was. */
function damaged(packet: Uint8Array, random: Random): Uint8Array {
  const content = Buffer.from(packet);
  const HEAD = 9;
  if (content.length > HEAD && random.oneIn(2))
    content[HEAD + random.below(content.length - HEAD)] = random.below(256);
  const end = HEAD + random.below(content.length - HEAD + 1);
  const whole = random.oneIn(2)
    ? Buffer.concat([content, random.bytes(random.below(5))])
    : Buffer.from(content.subarray(0, end));
  if (random.oneIn(3)) whole[4] = random.pick([0, 3, 50, 150, 200, 250]);
  whole.writeUInt32BE(whole.length - 4, 0);
  return whole;
}
