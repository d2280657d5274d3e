import { describe, expect, it } from "vitest";

import { channelPair, frame, join, raw, ScriptedPeer, string, turns, u32, until } from "../src/index.ts";

function peers(): { client: ScriptedPeer; server: ScriptedPeer } {
  const [ours, theirs] = channelPair();
  return { client: new ScriptedPeer(ours), server: new ScriptedPeer(theirs) };
}

describe("ScriptedPeer", () => {
  it("plays both roles of the beginning", async () => {
    const { client, server } = peers();
    const [version] = await Promise.all([client.greet(), server.welcome(["fsync@openssh.com", "1"])]);
    expect(version.bytes).toEqual(frame(2, u32(3), string("fsync@openssh.com"), string("1")));
    expect(server.received.map(({ type, id }) => [type, id])).toEqual([[1, 3]]);
  });

  it("takes packets apart however they were cut, and keeps them all", async () => {
    const { client, server } = peers();
    const stat = frame(17, u32(7), string("/a"));
    client.send(stat.subarray(0, 3));
    await turns(3);
    expect(server.unfinished).toEqual(stat.subarray(0, 3));
    client.send(stat.subarray(3), stat, stat.subarray(0, 1));
    const first = await server.next();
    expect(first).toMatchObject({ type: 17, id: 7, bytes: stat });
    expect(first.fields().text()).toBe("/a");
    expect((await server.expect(17, string("/a"))).id).toBe(7);
    expect(server.received).toHaveLength(2);
    expect(client.sent).toEqual([stat.subarray(0, 3), join(stat.subarray(3), stat, stat.subarray(0, 1))]);
  });

  it("shows both packets where the expected one did not come", async () => {
    const { client, server } = peers();
    client.send(frame(17, u32(1), string("/a")));
    await expect(server.expect(17, string("/b"))).rejects.toThrow(/2f 62[^]*but received[^]*2f 61/);
  });

  it("refuses another beginning", async () => {
    const { client, server } = peers();
    client.send(frame(3, u32(1)));
    await expect(server.welcome()).rejects.toThrow("expected INIT");
    server.send(frame(101, u32(1)));
    await expect(client.greet()).rejects.toThrow("expected VERSION");
  });

  it("serves until the other side ends, and answers only what it wants to", async () => {
    const { client, server } = peers();
    const served = server.serve(async ({ type, id }) =>
      type === 16 ? undefined : join(frame(101, u32(id), u32(0)), raw("")),
    );
    client.send(frame(4, u32(1)), frame(16, u32(2)), frame(4, u32(3)));
    expect([(await client.next()).id, (await client.next()).id]).toEqual([1, 3]);
    client.end();
    await served;
    server.end();
    expect(await server.closed).toBeUndefined();
  });

  it("says why no further packet comes", async () => {
    const { client, server } = peers();
    const waiting = Promise.all([server.next(), server.next()]);
    client.send(frame(4, u32(1)));
    client.end();
    await expect(waiting).rejects.toThrow("no further packet: the other side ended");

    const { client: other, server: broken } = peers();
    other.cut();
    await expect(broken.next()).rejects.toThrow("no further packet");
  });

  it("makes the other side's writes wait while it stalls", async () => {
    const [ours, theirs] = channelPair({ highWaterMark: 16 });
    const server = new ScriptedPeer(theirs);
    server.stall();
    let written = false;
    ours.write(frame(6, u32(1), raw("x".repeat(100))), () => (written = true));
    await turns(10);
    expect([written, server.received.length]).toEqual([false, 0]);
    server.resume();
    await until(() => written && server.received.length === 1, "the packet");
  });

  it("reports the error that the stream closed with", async () => {
    const [ours, theirs] = channelPair();
    const server = new ScriptedPeer(theirs);
    ours.resetAndDestroy();
    expect(await server.closed).toMatchObject({ code: "ECONNRESET" });
    await expect(server.next()).rejects.toThrow("the stream failed: read ECONNRESET");
  });
});
