import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Random, type ReceivedFrame, turns } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ConnectedChannels, connectChannels, type Grants } from "../../model/connectChannels.ts";
import { expectBalancedBooks } from "../../model/connectModel.ts";
import type { ModelOptions, ModelServer } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const content = new Random(21).bytes(3_000_000);

/** By the clock each READ and WRITE takes this long, in milliseconds: the server is far away. */
const FAR = 40;

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

type Instead = NonNullable<ModelOptions["instead"]>;

/** A server that is far away. */
function far(tree: Tree, instead?: Instead): ModelOptions {
  return {
    tree,
    instead(request, server) {
      if (request.type === Packet.READ || request.type === Packet.WRITE) vi.advanceTimersByTime(FAR);
      return instead?.(request, server);
    },
  };
}

const remote = (): Tree => new Tree().file("/f", content);

async function connect(models: ModelOptions[], grants?: Grants): Promise<ConnectedChannels> {
  return connectChannels(models, {}, grants);
}

/** Every handle is closed, and every channel but the first. */
async function expectAllClosed(servers: readonly ModelServer[]): Promise<void> {
  await Promise.all(servers.slice(1).map(({ peer }) => peer.closed));
  for (const server of servers) await expectBalancedBooks(server);
}

/** Downloads `/f`, and expects exactly its bytes and that nothing stays open. */
async function getsAll({ sftp, servers }: ConnectedChannels): Promise<void> {
  const local = join(await temporaryDirectory(), "f");
  await sftp.get("/f", local);
  expect(readFileSync(local).equals(content)).toBe(true);
  await expectAllClosed(servers);
}

/** Uploads `/f` and expects exactly its bytes, and that nothing stays open. */
async function putsAll({ sftp, servers }: ConnectedChannels, atomic: boolean): Promise<void> {
  const local = join(await temporaryDirectory(), "f");
  writeFileSync(local, content);
  await sftp.put(local, "/f", { atomic, maxInFlightBytes: 131_072 });
  expect(servers[0]!.tree.content("/f").equals(content)).toBe(true);
  expect([...servers[0]!.tree.nodes.keys()].filter((path) => path.includes("part"))).toEqual([]);
  await expectAllClosed(servers);
}

const counts = (servers: readonly ModelServer[], type: number): number[] =>
  servers.map((server) => server.count(type));

/** Answers as usual until so many requests of a type came, and then in another way. */
function after(count: number, type: number, then: Instead): Instead {
  return (request, server) =>
    request.type === type && server.count(type) > count ? then(request, server) : undefined;
}

const refusing: Instead = ({ id }) => status(id, Status.FAILURE, "Failure");
const cutting: Instead = (_, server) => {
  server.peer.cut();
  server.open.clear();
  return null;
};

/** Applies what was written at CLOSE, after some turns, and notes in `order` when CLOSE and RENAME came. */
function deferring(order: string[], then?: Instead): Instead {
  const kept = new Map<string, ReceivedFrame[]>();
  return (request, server) => {
    const { type, fields, id } = request;
    if (type !== Packet.WRITE && type !== Packet.CLOSE) return undefined;
    const instead = then?.(request, server);
    if (instead !== undefined) return instead;
    const handle = Buffer.from(fields().string()).toString();
    const writes = kept.get(handle) ?? [];
    kept.set(handle, writes);
    if (type === Packet.WRITE) {
      writes.push(request);
      return status(id, Status.OK);
    }
    const closing = async (): Promise<void> => {
      await turns(20);
      for (const write of writes) server.answer(write);
      order.push("closed");
      server.peer.send(server.answer(request));
    };
    void closing();
    return null;
  };
}

/** Uploads where the second of the channels, which defer all that is written, is broken; resolves to what came when. */
async function uploadsDeferred(broken: Instead): Promise<string[]> {
  const tree = new Tree();
  const order: string[] = [];
  const renaming: Instead = ({ type }) => {
    if (type === Packet.RENAME) order.push("renamed");
    return undefined;
  };
  const failing = far(tree, deferring(order, broken));
  const connected = await connect([far(tree, renaming), failing, far(tree, deferring(order))]);
  await putsAll(connected, true);
  expect(connected.servers[1]!.count(Packet.WRITE)).toBeGreaterThan(3);
  return order;
}

describe("a download", () => {
  it("is spread over further channels where one holds it back, and these are closed after it", async () => {
    const tree = remote();
    const connected = await connect([far(tree)]);
    await getsAll(connected);
    expect(connected.servers).toHaveLength(4);
    expect(Math.min(...counts(connected.servers, Packet.READ))).toBeGreaterThan(10);
  });

  it("into a stream is spread too, and in order", async () => {
    const { sftp, servers } = await connect([far(remote())]);
    const sink = new PassThrough();
    const collected = buffer(sink);
    await sftp.getfo("/f", sink);
    sink.end();
    expect((await collected).equals(content)).toBe(true);
    expect(servers).toHaveLength(4);
    await expectAllClosed(servers);
  });

  it("stays on one channel where the server is near", async () => {
    const connected = await connect([{ tree: remote() }]);
    await getsAll(connected);
    expect(connected.asked()).toBe(0);
  });

  it("stays on one channel by choice, where little may be on its way, and where there is little of it", async () => {
    const tree = remote().file("/little", content.subarray(0, 300_000));
    const { sftp, asked } = await connect([far(tree)], { window: 131_072 });
    await sftp.getfo("/f", new WritableStream(), { prefetch: false });
    await sftp.getfo("/little", new WritableStream());
    await sftp.getfo("/f", new WritableStream(), { maxInFlightBytes: 32_768 });
    expect(asked()).toBe(0);
  });

  it.each([0, 1, 2])(
    "goes on with what it has where the server grants %i further channels",
    async (granted) => {
      const connected = await connect([far(remote())], { granted });
      await getsAll(connected);
      expect(connected.asked()).toBe(3);
      expect(connected.servers).toHaveLength(1 + granted);
    },
  );

  it.each([
    ["is lost", cutting],
    ["fails to read", refusing],
    ["cannot open the file", undefined],
  ])("survives that a further channel %s", async (_, broken) => {
    const tree = remote();
    const [type, count] = broken === undefined ? [Packet.OPEN, 0] : [Packet.READ, 3];
    const failing = far(tree, after(count, type, broken ?? refusing));
    const connected = await connect([far(tree), failing, far(tree)]);
    await getsAll(connected);
    expect(connected.servers[1]!.count(type)).toBeGreaterThan(count);
    expect(connected.servers[2]!.count(Packet.READ)).toBeGreaterThan(10);
  });

  it("fails as ever where the first channel fails, and closes the others", async () => {
    const tree = remote();
    const { sftp, servers } = await connect([far(tree, after(40, Packet.READ, refusing)), far(tree)]);
    await expect(sftp.getfo("/f", new WritableStream())).rejects.toMatchObject({ code: "EIO" });
    await expectAllClosed(servers);
  });

  it("closes the further channels when it is aborted", async () => {
    const { sftp, servers } = await connect([far(remote())]);
    const controller = new AbortController();
    const onProgress = (): void => {
      if (servers.length > 3 && servers[3]!.count(Packet.READ) > 5) controller.abort();
    };
    const getting = sftp.getfo("/f", new WritableStream(), { onProgress, signal: controller.signal });
    await expect(getting).rejects.toMatchObject({ code: "ABORT_ERR" });
    await expectAllClosed(servers);
  });

  describe("mixes no bytes of another file that has the name by now", () => {
    const changed = Buffer.from(content);
    changed[changed.length - 5]! ^= 1;
    const newer = remote();
    newer.nodes.get("/f")!.mtime++;
    const others: [string, Tree][] = [
      ["another size", new Tree().file("/f", content.subarray(1))],
      ["another time", newer],
      ["other bytes at its end", new Tree().file("/f", changed)],
    ];
    it.each(others)("with %s", async (_, other) => {
      const connected = await connect([far(remote()), far(other)]);
      await getsAll(connected);
      expect(connected.servers).toHaveLength(4);
      expect(Math.max(...counts(connected.servers.slice(1), Packet.READ))).toBeLessThanOrEqual(1);
    });
  });

  it("shares the further channels with others, and they are closed after the last", async () => {
    const { sftp, servers, asked } = await connect([far(remote())]);
    const gets = Array.from({ length: 3 }, () => sftp.getfo("/f", new WritableStream()));
    expect(await Promise.all(gets)).toEqual(gets.map(() => content.length));
    expect(asked()).toBeLessThanOrEqual(6);
    await expectAllClosed(servers);
  });

  it("ends with its client, and so do the further channels", async () => {
    const { sftp, servers } = await connect([far(remote())]);
    const onProgress = (): void => {
      if (servers.length > 3 && servers[3]!.count(Packet.READ) > 5) void sftp.close();
    };
    await expect(sftp.getfo("/f", new WritableStream(), { onProgress })).rejects.toMatchObject({
      code: "ERR_SFTP_CLOSED",
    });
    await Promise.all(servers.map(({ peer }) => peer.closed));
  });
});

describe("an upload", () => {
  it("that is atomic is spread over further channels where one holds it back", async () => {
    const connected = await connect([far(new Tree())]);
    await putsAll(connected, true);
    expect(connected.servers).toHaveLength(4);
    expect(Math.min(...counts(connected.servers, Packet.WRITE))).toBeGreaterThan(5);
  });

  it("that is plain stays on one channel, in ascending order", async () => {
    const connected = await connect([far(new Tree())]);
    await putsAll(connected, false);
    expect(connected.asked()).toBe(0);
    const offsets = connected.servers[0]!.peer.received.filter(({ type }) => type === Packet.WRITE).map(
      ({ fields }) => {
        const reader = fields();
        reader.string();
        return Number(reader.u64());
      },
    );
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  it.each([
    ["is lost", cutting],
    ["fails to write", refusing],
  ])("survives that a further channel %s", async (_, broken) => {
    const tree = new Tree();
    const connected = await connect([far(tree), far(tree, after(3, Packet.WRITE, broken)), far(tree)]);
    await putsAll(connected, true);
    expect(connected.servers[1]!.count(Packet.WRITE)).toBeGreaterThan(3);
  });

  describe("on a server that keeps what a channel wrote only when that channel closes the file", () => {
    it("[C-16] loses nothing of what a channel had acknowledged that is lost before", async () => {
      const order = await uploadsDeferred(after(6, Packet.WRITE, cutting));
      expect(order).toEqual(["closed", "closed", "renamed"]);
    });

    it("[C-16] waits for the CLOSE of a channel that failed to write before it gives the file its name", async () => {
      const order = await uploadsDeferred(after(6, Packet.WRITE, refusing));
      expect(order).toEqual(["closed", "closed", "closed", "renamed"]);
    });
  });

  it("writes to no other file that has the temporary name", async () => {
    const tree = new Tree();
    const other = new Tree();
    const opening: Instead = (request) => {
      if (request.type === Packet.OPEN) other.file(request.fields().text(), "another");
      return undefined;
    };
    const connected = await connect([far(tree), far(other, opening)]);
    await putsAll(connected, true);
    expect(connected.servers).toHaveLength(4);
    expect(counts(connected.servers.slice(1), Packet.WRITE)).toEqual([0, 0, 0]);
  });

  it("fails where the file cannot be closed on a further channel, and leaves nothing", async () => {
    const tree = new Tree();
    const local = join(await temporaryDirectory(), "f");
    writeFileSync(local, content);
    const failing = far(tree, after(0, Packet.CLOSE, refusing));
    const { sftp } = await connect([far(tree), failing]);
    await expect(sftp.put(local, "/f", { atomic: true })).rejects.toMatchObject({ code: "EIO" });
    expect([...tree.nodes.keys()]).toEqual(["/"]);
  });
});
