import { channelPair, frame, join, raw, ScriptedPeer, string, turns, u32 } from "@sftp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import { Session } from "../../src/session/session.ts";
import { connectModel } from "../model/connectModel.ts";
import { startScripted } from "../model/startScripted.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

/** A session that is about to begin, and the server that a test plays. */
function begin(): { opening: Promise<Session>; peer: ScriptedPeer } {
  const [ours, theirs] = channelPair();
  const peer = new ScriptedPeer(theirs);
  const opening = Session.open(ours);
  opening.catch(() => {});
  onTestFinished(() => peer.cut());
  return { opening, peer };
}

describe("the beginning", () => {
  it("[C1] sends INIT with version 3 on any duplex and waits for VERSION", async () => {
    const { opening, peer } = begin();
    const init = await peer.next();
    expect(init.bytes).toEqual(frame(1, u32(3)));
    let started = false;
    void opening.then(() => (started = true));
    await turns(5);
    expect(started).toBe(false);
    peer.send(frame(2, u32(3), string("fsync@openssh.com"), string("1"), string("odd"), string("\0x")));
    const session = await opening;
    expect(session.capabilities.version).toBe(3);
    expect([...session.capabilities.extensions.keys()]).toEqual(["fsync@openssh.com", "odd"]);
  });

  it("[C1] takes nothing but VERSION for an answer to INIT", async () => {
    const { opening, peer } = begin();
    await peer.next();
    peer.send(status(3, Status.OK));
    await expect(opening).rejects.toMatchObject({ code: "ERR_SFTP_PROTOCOL", operation: "connect" });
  });

  it.each([
    ["the end of the stream", (peer: ScriptedPeer) => peer.end()],
    ["the loss of the connection", (peer: ScriptedPeer) => peer.cut()],
  ])("[C1] fails on %s while it negotiates", async (_, end) => {
    const { opening, peer } = begin();
    await peer.next();
    end(peer);
    await expect(opening).rejects.toMatchObject({ code: "ECONNRESET", operation: "connect" });
  });

  it("refuses a version above the one it offered, and works with a lower one", async () => {
    const high = begin();
    await high.peer.next();
    high.peer.send(frame(2, u32(4)));
    await expect(high.opening).rejects.toMatchObject({ code: "ERR_SFTP_PROTOCOL" });

    const low = begin();
    await low.peer.next();
    low.peer.send(frame(2, u32(2)));
    const session = await low.opening;
    const removed = session.call("remove", { path: "/a" });
    const request = await low.peer.expect(Packet.REMOVE, string("/a"));
    // Servers leave message and language out for clients of such versions.
    low.peer.send(frame(Packet.STATUS, u32(request.id), u32(Status.NO_SUCH_FILE)));
    await expect(removed).rejects.toMatchObject({ code: "ENOENT", status: 2 });
  });

  it("shows the text of a login script and says what it probably is", async () => {
    const { opening, peer } = begin();
    await peer.next();
    peer.send(raw("Welcome to \u001b[1mexample\u001b[0m!\n"));
    await expect(opening).rejects.toThrow(
      /begins with "Welcome to \\u\{1b\}\[1mexample\\u\{1b\}\[0m!".*login script/,
    );
  });

  it("can be given up", async () => {
    const [ours] = channelPair();
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(Session.open(ours, { signal })).rejects.toMatchObject({ code: "ABORT_ERR", cause: reason });
    expect(ours.destroyed).toBe(true);
  });
});

describe("replies", () => {
  it("may come in any order", async () => {
    const { sftp, peer } = await startScripted();
    const links = ["/a", "/b", "/c"].map((path) => sftp.readlink(path));
    const requests = [await peer.next(), await peer.next(), await peer.next()];
    for (const { id, fields } of requests.toReversed()) {
      peer.send(frame(Packet.NAME, u32(id), u32(1), string(`to ${fields().text()}`), string(""), u32(0)));
    }
    expect(await Promise.all(links)).toEqual(["to /a", "to /b", "to /c"]);
  });

  const cases: [string, (id: number) => Uint8Array][] = [
    ["an id that nothing waits for", (id) => status(id + 100, Status.OK)],
    ["the same id twice", (id) => join(status(id, Status.NO_SUCH_FILE), status(id, Status.NO_SUCH_FILE))],
    ["another type than the request has", (id) => frame(Packet.HANDLE, u32(id), string("h"))],
    ["success without what was asked for", (id) => status(id, Status.OK)],
    ["a packet that is no reply", (id) => frame(Packet.STAT, u32(id), string("/"))],
    ["a body that is cut short", (id) => frame(Packet.ATTRS, u32(id), u32(1), u32(0))],
    ["a length that cannot be", () => u32(0xffff_ffff)],
    ["a length of nothing", () => u32(0)],
  ];
  it.each(cases)("[C-5] ends the session for %s", async (_, reply) => {
    const { sftp, peer } = await startScripted();
    const stats = [sftp.stat("/a"), sftp.stat("/b")].map((stat) => stat.catch((error: unknown) => error));
    const { id } = await peer.next();
    await peer.next();
    peer.send(reply(id));
    expect(await stats[1]).toMatchObject({ code: "ERR_SFTP_PROTOCOL", operation: "stat", path: "/b" });
    await stats[0];
    expect(await sftp.closed).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
    await expect(sftp.stat("/c")).rejects.toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
    expect(sftp.getChannel().destroyed).toBe(true);
  });

  it("[C-5] ends the session for a DATA longer than was asked for", async () => {
    const { sftp, peer } = await startScripted();
    const opening = sftp.open("/a");
    peer.send(frame(Packet.HANDLE, u32((await peer.next()).id), string("h")));
    const file = await opening;
    const reading = file.read(4);
    reading.catch(() => {});
    peer.send(frame(Packet.DATA, u32((await peer.next()).id), string("hello")));
    await expect(reading).rejects.toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
    expect(await sftp.closed).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
  });

  it("[C-5] asks once more for a DATA without data, and ends the session for the second", async () => {
    const { sftp, peer } = await startScripted();
    const opening = sftp.open("/a");
    peer.send(frame(Packet.HANDLE, u32((await peer.next()).id), string("h")));
    const file = await opening;
    const first = file.read(4);
    peer.send(frame(Packet.DATA, u32((await peer.next()).id), string("")));
    peer.send(frame(Packet.DATA, u32((await peer.next()).id), string("abcd")));
    expect((await first).toString()).toBe("abcd");
    const second = file.read(4);
    second.catch(() => {});
    peer.send(frame(Packet.DATA, u32((await peer.next()).id), string("")));
    peer.send(frame(Packet.DATA, u32((await peer.next()).id), string("")));
    await expect(second).rejects.toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
    expect(await sftp.closed).toMatchObject({ code: "ERR_SFTP_PROTOCOL" });
  });
});

describe("errors", () => {
  it("[F23] [M4] keep the number, the code, the operation, the path and the server's words", async () => {
    const { sftp, peer } = await startScripted();
    const removing = sftp.remove("/full");
    const { id } = await peer.next();
    peer.send(status(id, 15, "quota used up", "en"));
    await expect(removing).rejects.toMatchObject({
      name: "SFTPError",
      status: 15,
      code: "EDQUOT",
      operation: "remove",
      path: "/full",
      serverMessage: "quota used up",
      language: "en",
      message: "EDQUOT: quota used up, remove '/full'",
    });
  });

  it("[M4] map 2 and 3 as fs does, and name both paths", async () => {
    const { sftp, peer } = await startScripted();
    const statting = sftp.stat("/none");
    peer.send(status((await peer.next()).id, Status.NO_SUCH_FILE));
    await expect(statting).rejects.toMatchObject({
      code: "ENOENT",
      message: "ENOENT: No such file, stat '/none'",
    });
    const renaming = sftp.rename("/a", "/b");
    peer.send(status((await peer.next()).id, Status.PERMISSION_DENIED));
    await expect(renaming).rejects.toThrow("EACCES: Permission denied, rename '/a' -> '/b'");
  });

  it("show in their stack who called", async () => {
    const { sftp, peer } = await startScripted();
    async function theCaller(): Promise<void> {
      await sftp.stat("/none");
    }
    const called = theCaller();
    peer.send(status((await peer.next()).id, Status.NO_SUCH_FILE));
    const error = await called.catch((thrown: Error) => thrown);
    expect((error as Error).stack).toContain("theCaller");
  });
});

describe("the end", () => {
  it("[C4] settles what is in flight, is idempotent, and later calls fail at once", async () => {
    const { sftp, peer } = await startScripted();
    const statting = sftp.stat("/a");
    await peer.next();
    const failed = expect(statting).rejects.toMatchObject({
      code: "ERR_SFTP_CLOSED",
      operation: "stat",
      path: "/a",
    });
    const closing = sftp.close();
    expect(sftp.close()).toBe(closing);
    await failed;
    const sent = peer.received.length;
    await expect(sftp.stat("/b")).rejects.toMatchObject({ code: "ERR_SFTP_CLOSED" });
    peer.end();
    await closing;
    expect(peer.received.length).toBe(sent);
    expect(await sftp.closed).toBeUndefined();
  });

  it("[C-1] is there before anybody is told: what a settled call starts rejects at once", async () => {
    const { sftp, peer } = await startScripted();
    const again = sftp.stat("/a").catch(() => sftp.stat("/b"));
    await peer.next();
    peer.cut();
    await expect(again).rejects.toMatchObject({ code: "ECONNRESET", path: "/b" });
    expect(await sftp.closed).toMatchObject({ code: "ECONNRESET" });
    expect(peer.received).toHaveLength(2);
  });

  it("takes a server that ends its side as an end", async () => {
    const { sftp, peer } = await startScripted();
    const statting = sftp.stat("/a");
    statting.catch(() => {});
    await peer.next();
    peer.end();
    await expect(statting).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(sftp.getChannel().destroyed).toBe(true);
  });

  it("[C2] leaving the scope closes session and channel, also on error", async () => {
    const [ours, theirs] = channelPair();
    const peer = new ScriptedPeer(theirs);
    async function serve(): Promise<void> {
      await peer.welcome();
      await peer.serve(() => undefined);
      peer.end();
    }
    void serve();
    async function scope(): Promise<void> {
      await using sftp = await SFTPClient.fromChannel(ours);
      throw new Error(`while ${sftp.getcwd()} is open`);
    }
    await expect(scope()).rejects.toThrow("while null is open");
    expect(ours.destroyed).toBe(true);
  });

  it("[C5] gives the channel in use", async () => {
    const [ours, theirs] = channelPair();
    const peer = new ScriptedPeer(theirs);
    const [sftp] = await Promise.all([SFTPClient.fromChannel(ours), peer.welcome()]);
    expect(sftp.getChannel()).toBe(ours);
    peer.cut();
    await sftp.close();
  });
});

describe("many at once", () => {
  it("[F22] 5,000 concurrent operations each get their own answer", async () => {
    const tree = new Tree();
    for (let i = 0; i < 5_000; i++) tree.file(`/f${i}`, "x".repeat(i));
    const { sftp } = await connectModel({ tree });
    const { signal } = new AbortController();
    const stats = await Promise.all(
      Array.from({ length: 5_000 }, (_, i) => sftp.stat(`/f${i}`, i % 2 === 0 ? { signal } : {})),
    );
    expect(stats.map(({ size }) => size)).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
  });

  it.each([0x7fff_fffe, 0xffff_fffe])("[F47] ids go on past %i", async (firstRequestId) => {
    const { sftp, server } = await connectModel({ tree: new Tree().file("/a") }, { firstRequestId });
    for (let i = 0; i < 4; i++) expect((await sftp.stat("/a")).isFile()).toBe(true);
    expect(server.peer.received.slice(1).map(({ id }) => id)).toEqual(
      Array.from({ length: 4 }, (_, i) => (firstRequestId + i) >>> 0),
    );
  });

  it("[F47] an id that is still in flight is passed over", async () => {
    const { sftp, peer } = await startScripted({ firstRequestId: 0xffff_ffff });
    const first = sftp.stat("/slow");
    const slow = await peer.next();
    const second = sftp.stat("/a");
    const next = await peer.next();
    expect([slow.id, next.id]).toEqual([0xffff_ffff, 0]);
    peer.send(status(next.id, 2), status(slow.id, 2));
    await Promise.allSettled([first, second]);
  });
});
