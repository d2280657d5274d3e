import { faultyPair, frame, ScriptedPeer, string, turns, u32 } from "@sftp/testing";
import { afterEach, describe, expect, it, vi } from "vitest";

import { SFTPServer } from "../../src/session/sftpServer.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const INIT = frame(1, u32(3));

function serve(
  faults = {},
  backend: ConstructorParameters<typeof SFTPServer>[1]["backend"] = new TreeBackend(),
) {
  const [near, far] = faultyPair(faults);
  const errors: { error: unknown; during: string }[] = [];
  const server = new SFTPServer(near, {
    backend,
    onError: (error, { during }) => errors.push({ error, during }),
  });
  return { server, peer: new ScriptedPeer(far), errors };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the beginning", () => {
  it("[S2] VERSION goes out only after INIT, and after the backend was told", async () => {
    const backend = new TreeBackend();
    const { peer, server } = serve({}, backend);
    await turns(20);
    expect(peer.received).toEqual([]);
    expect(backend.log).toEqual([]);
    peer.send(INIT);
    const version = await peer.next();
    expect(version.type).toBe(2);
    expect(backend.log).toEqual(["sessionStarted"]);
    peer.end();
    expect(await server.closed).toEqual({});
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [6, 3],
    [0xffff_ffff, 3],
  ])("[S3] a client with version %i gets version %i", async (theirs, negotiated) => {
    const { peer } = serve();
    peer.send(frame(1, u32(theirs)));
    expect((await peer.next()).id).toBe(negotiated);
    peer.cut();
  });

  it("[S21] STATUS has message and language, but below version 3 is its code alone", async () => {
    for (const [version, fields] of [
      [3, [u32(2), string("No such file"), string("")]],
      [2, [u32(2)]],
    ] as const) {
      const { peer } = serve();
      peer.send(frame(1, u32(version)), frame(17, u32(7), string("/absent")));
      await peer.next();
      await peer.expect(101, ...fields);
      peer.cut();
    }
  });

  it("requests that come right behind INIT wait for the backend", async () => {
    let ready!: () => void;
    const backend = Object.assign(new TreeBackend(), {
      sessionStarted: () => new Promise<void>((resolve) => (ready = resolve)),
    });
    const { peer } = serve({}, backend);
    peer.send(INIT, frame(16, u32(1), string("/a")), frame(16, u32(2), string("/b")));
    await turns(20);
    expect(peer.received).toEqual([]);
    ready();
    expect((await peer.next()).type).toBe(2);
    expect([(await peer.next()).id, (await peer.next()).id]).toEqual([1, 2]);
    peer.cut();
  });

  it.each([
    ["a request before INIT", frame(17, u32(1), string("/"))],
    ["a VERSION", frame(2, u32(3))],
    ["an INIT that ends early", frame(1, u32(3).subarray(1))],
    ["a length of 0", u32(0)],
    ["a length above the limit", u32(0x7fff_ffff)],
  ])("%s ends the session", async (_what, bytes) => {
    const { peer, server } = serve();
    peer.send(bytes);
    expect((await server.closed).error).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
    expect(peer.received).toEqual([]);
  });

  it("a second INIT ends the session", async () => {
    const { peer, server } = serve();
    await peer.greet();
    peer.send(INIT);
    expect((await server.closed).error).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
  });

  it("[S1] each channel gets a session and a backend of its own, made from what the transport knows", async () => {
    const made: string[] = [];
    const backend = ({ id, user }: { id: string; user?: string | undefined }) => {
      made.push(`${user} ${id}`);
      return { homeDirectory: () => `/home/${user}` };
    };
    const sessions = await Promise.all(
      ["ann", "bob"].map((user) => openSession(backend, { session: { user, remoteAddress: "::1" } })),
    );
    const homes = sessions.map(async (session) => {
      const { entries } = await session.get("name", session.call("home-directory", { username: "" }));
      return entries[0]!.filename;
    });
    expect(await Promise.all(homes)).toEqual(["/home/ann", "/home/bob"]);
    expect(new Set(made).size).toBe(2);
    expect(sessions[0]!.server.session).toMatchObject({ user: "ann", remoteAddress: "::1" });
    await Promise.all(sessions.map((session) => session.end()));
  });

  it("a backend that cannot start ends the session, and is not told of its end", async () => {
    const backend = new TreeBackend();
    const failing = Object.assign(backend, {
      sessionStarted: () => Promise.reject(new Error("no database")),
    });
    const { peer, server, errors } = serve({}, failing);
    peer.send(INIT);
    expect((await server.closed).error).toMatchObject({ message: "no database" });
    expect(errors).toMatchObject([{ during: "sessionStarted" }]);
    expect(backend.log).toEqual([]);
  });

  it("a backend that never starts ends the session when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { peer, server } = serve({}, () => new Promise(() => {}));
    peer.send(INIT);
    await turns(20);
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await server.closed).error?.message).toMatch(/took longer than 60000 ms/);
  });
});

describe("the end", () => {
  it("[S4] [F39] closes all handles, files and folders, before sessionEnded, which comes once", async () => {
    const backend = new TreeBackend();
    backend.put("/file", "content");
    const returned = vi.fn(() => Promise.resolve({ done: true as const, value: undefined }));
    backend.listFolder = () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: returned }),
    });
    const session = await openSession(backend);
    await session.open("/file", OpenFlags.READ);
    await session.open("/new", OpenFlags.WRITE | OpenFlags.CREAT);
    await session.get("handle", session.call("opendir", { path: "/" }));
    await session.cut();
    expect(backend.log.slice(-3)).toEqual(["close aborted", "close aborted", "sessionEnded"]);
    expect(returned).toHaveBeenCalledTimes(1);
    await session.server.close();
    await turns(10);
    expect(backend.log.filter((entry) => entry === "sessionEnded")).toHaveLength(1);
    expect(session.errors).toEqual([]);
  });

  it("a client that half-closes gets its answers first", async () => {
    const backend = new TreeBackend();
    backend.put("/file", "content");
    backend.pause = () => turns(5);
    const session = await openSession(backend);
    const handle = await session.open("/file", OpenFlags.READ);
    const replies = [0, 1, 2].map((offset) =>
      session.get("data", session.call("read", { handle, offset, length: 2 })),
    );
    const ended = session.channel.end();
    expect((await Promise.all(replies)).map(({ data }) => Buffer.from(data).toString())).toEqual([
      "co",
      "on",
      "nt",
    ]);
    await ended;
    expect(await session.server.closed).toEqual({});
    expect(backend.log.slice(-2)).toEqual(["close aborted", "sessionEnded"]);
  });

  it("close() answers what was received, and resolves as closed does", async () => {
    const backend = new TreeBackend();
    backend.put("/file", "content");
    backend.pause = () => turns(20);
    const session = await openSession(backend);
    const handle = await session.open("/file", OpenFlags.READ);
    const reply = session.get("data", session.call("read", { handle, offset: 0, length: 2 }));
    await turns(5);
    const end = await session.server.close();
    expect(Buffer.from((await reply).data).toString()).toBe("co");
    expect(end).toEqual({});
    expect(await session.server.closed).toBe(end);
  });

  it("close({ graceMs }) lets a client go on until its handles are closed", async () => {
    const backend = new TreeBackend();
    const session = await openSession(backend);
    const handle = await session.open("/upload", OpenFlags.WRITE | OpenFlags.CREAT);
    const closing = session.server.close({ graceMs: 60_000 });
    for (const [offset, letter] of ["a", "b", "c"].entries()) {
      const data = Buffer.from(letter);
      expect(await session.status(session.call("write", { handle, offset, data }))).toBe(0);
    }
    expect(await session.status(session.call("close", { handle }))).toBe(0);
    expect(await closing).toEqual({});
    expect(backend.read("/upload")).toBe("abc");
    expect(backend.log).toContain("close closed");
  });

  it("close({ graceMs }) waits no longer than that", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const backend = new TreeBackend();
    const session = await openSession(backend);
    await session.open("/upload", OpenFlags.WRITE | OpenFlags.CREAT);
    const closing = session.server.close({ graceMs: 1_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    await turns(10);
    await closing;
    expect(backend.log.slice(-2)).toEqual(["close aborted", "sessionEnded"]);
  });

  it("close() ends within 5 s whatever the backend does", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const backend = new TreeBackend();
    backend.put("/file", "content");
    const session = await openSession(backend, { requestTimeout: 1_000_000 });
    const handle = await session.open("/file", OpenFlags.READ);
    backend.pause = () => new Promise(() => {});
    void session.call("read", { handle, offset: 0, length: 2 });
    await turns(10);
    const closing = session.server.close();
    await vi.advanceTimersByTimeAsync(5_000);
    await turns(10);
    expect(session.channel.state).toBe("closed");
    await vi.advanceTimersByTimeAsync(5_000);
    await closing;
    expect(backend.log.slice(-2)).toEqual(["close aborted", "sessionEnded"]);
  });

  it("what fails while everything is closed reaches onError and stops nothing", async () => {
    const backend = new TreeBackend();
    const session = await openSession(
      Object.assign(backend, {
        open: () => ({ close: () => Promise.reject(new Error("disk gone")) }),
        sessionEnded: () => {
          throw new Error("no farewell");
        },
      }),
    );
    await session.open("/x", OpenFlags.READ);
    await session.cut();
    expect(session.errors).toMatchObject([
      { during: "close", error: { message: "disk gone" } },
      { during: "sessionEnded", error: { message: "no farewell" } },
    ]);
  });

  it("an onError that throws does no harm", async () => {
    const session = await openSession(
      {
        stat: () => {
          throw new Error("bug");
        },
      },
      {
        onError: () => {
          throw new Error("worse");
        },
      },
    );
    expect(await session.status(session.call("stat", { path: "/" }))).toBe(4);
    await session.end();
  });
});
