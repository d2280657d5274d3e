import { Random, turns, until } from "@sftp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SFTPFile } from "../../src/file/sftpFile.ts";
import { connectModel, type Connected, expectBalancedBooks } from "../model/connectModel.ts";
import type { ModelOptions } from "../model/modelServer.ts";
import { Packet, status, Status } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const content = Buffer.from(new Random(3).bytes(200_000));

async function open(model: ModelOptions = {}): Promise<Connected & { file: SFTPFile<Buffer> }> {
  const connected = await connectModel({ tree: new Tree().file("/f", content), ...model });
  const file = await connected.sftp.open("/f", "rb");
  onTestFinished(() => file.close().catch(() => {}));
  return { ...connected, file };
}

/** The ranges that were asked for. */
function asked(server: Connected["server"]): [offset: number, length: number][] {
  return server.peer.received
    .filter(({ type }) => type === Packet.READ)
    .map(({ fields }) => {
      const reader = fields();
      reader.string();
      return [Number(reader.u64()), reader.u32()];
    });
}

describe("prefetch", () => {
  it("[F-9] fetches from the position to the end in the background, and reads take it from memory", async () => {
    const { file, server } = await open();
    await file.seek(50_000);
    await file.prefetch();
    await until(() => server.count(Packet.READ) > 3, "the background");
    expect(asked(server)[0]![0]).toBe(50_000);
    const before = server.count(Packet.READ);
    expect((await file.read(1_000)).equals(content.subarray(50_000, 51_000))).toBe(true);
    expect((await file.read()).equals(content.subarray(51_000))).toBe(true);
    const ends = asked(server).map(([offset, length]) => offset + length);
    expect(Math.max(...ends.slice(0, before))).toBeLessThanOrEqual(content.length);
    const covered = new Set(asked(server).map(([offset]) => offset));
    expect(covered.size).toBe(server.count(Packet.READ));
  });

  it("[F-9] asks for no size that it is given, and copes with one that is too large", async () => {
    const { file, server } = await open();
    await file.prefetch({ fileSize: content.length + 100_000 });
    expect((await file.read()).equals(content)).toBe(true);
    expect(server.count(Packet.FSTAT)).toBe(0);
    expect((await file.read(1)).length).toBe(0);
  });

  it("[F-9] uses what is in memory after seeking back and forth, and keeps the rest of a block", async () => {
    const { file, server } = await open({ limits: { read: 10_000, write: 0 } });
    await file.prefetch();
    await until(() => server.count(Packet.READ) >= 4, "the background");
    await turns(20);
    await file.seek(30_000);
    expect((await file.read(500)).equals(content.subarray(30_000, 30_500))).toBe(true);
    await file.seek(5_000);
    expect((await file.read(1_000)).equals(content.subarray(5_000, 6_000))).toBe(true);
    await file.seek(30_500);
    expect((await file.read(500)).equals(content.subarray(30_500, 31_000))).toBe(true);
    await file.seek(0);
    expect((await file.read(5_000)).equals(content.subarray(0, 5_000))).toBe(true);
    const offsets = asked(server).map(([offset]) => offset);
    expect(offsets).toEqual([...new Set(offsets)]);
  });

  it("[F6] [F-9] a read outside goes straight to the server and turns nothing off", async () => {
    const { file, server } = await open({ limits: { read: 10_000, write: 0 } });
    await file.seek(100_000);
    await file.prefetch();
    await file.seek(0);
    expect((await file.read(100)).equals(content.subarray(0, 100))).toBe(true);
    await file.seek(100_000);
    expect((await file.read(100_000)).equals(content.subarray(100_000))).toBe(true);
    const ahead = asked(server).filter(([offset]) => offset >= 100_000);
    expect(ahead).toHaveLength(10);
  });

  it("[F6] short replies have their tail asked for again, and nothing is turned off", async () => {
    const { file, server } = await open({ shortReads: new Random(6), limits: { read: 10_000, write: 0 } });
    await file.prefetch();
    expect((await file.read()).equals(content)).toBe(true);
    expect(server.mostWaiting.get(Packet.READ)).toBeGreaterThan(1);
  });

  it("[F7] requests that end in a status are done: an early end, or a failure, ends it cleanly", async () => {
    const { file, server } = await open();
    await file.prefetch({ fileSize: 10_000_000 });
    expect((await file.read()).equals(content)).toBe(true);
    await turns(20);
    const count = server.count(Packet.READ);
    await turns(50);
    expect(server.count(Packet.READ)).toBe(count);
    let fail = true;
    const { file: failing } = await open({
      instead: ({ type, id }) => (type === Packet.READ && fail ? status(id, Status.FAILURE) : undefined),
    });
    await failing.prefetch({ fileSize: content.length });
    await turns(20);
    fail = false;
    expect((await failing.read()).equals(content)).toBe(true);
  });

  it("[F10] [F-9] ends when the file is closed, or its signal is aborted", async () => {
    const { file, server } = await open({ limits: { read: 1_000, write: 0 } });
    const controller = new AbortController();
    await file.prefetch({ signal: controller.signal, concurrency: 3 });
    await until(() => server.count(Packet.READ) > 6, "the background");
    controller.abort();
    await turns(5);
    const count = server.count(Packet.READ);
    await turns(50);
    expect(server.count(Packet.READ)).toBe(count);
    expect((await file.read(10)).equals(content.subarray(0, 10))).toBe(true);

    const { file: closed, server: other } = await open({ limits: { read: 1_000, write: 0 } });
    await closed.prefetch({ concurrency: 3 });
    await until(() => other.count(Packet.READ) > 6, "the background");
    await closed.close();
    const last = other.count(Packet.READ);
    await turns(50);
    expect(other.count(Packet.READ)).toBe(last);
    await expectBalancedBooks(other);
  });

  it.each([1, 4])("[F-9] [F5] a concurrency of %i is an exact ceiling", async (concurrency) => {
    const { file, server } = await open({ limits: { read: 5_000, write: 0 } });
    await file.prefetch({ concurrency });
    await until(() => server.count(Packet.READ) === 40, "all of it");
    await turns(5);
    expect(server.mostWaiting.get(Packet.READ)).toBe(concurrency);
  });
});

describe("readv", () => {
  const blocks = [
    [150_000, 1_000],
    [0, 70_000],
    [199_990, 100],
    [150_500, 10],
    [0, 10],
    [5, 0],
    [300_000, 5],
  ] as const;
  const expected = blocks.map(([offset, length]) => content.subarray(offset, offset + length));

  it("[F-8] gives the blocks in the order requested, short at the end, overlapping and repeated ones too", async () => {
    const { file } = await open({ reorder: { random: new Random(1), turns: 3 }, shortReads: new Random(2) });
    const got = await file.readv(blocks).toArray();
    expect(got.map((block) => block.length)).toEqual(expected.map((block) => block.length));
    expect(got.every((block, i) => block.equals(expected[i]!))).toBe(true);
  });

  it("[F-8] is lazy, ends at the end of the last block, and can be left early", async () => {
    const { file, server } = await open();
    const reading = file.readv(blocks.slice(0, 4));
    await turns(5);
    expect(server.count(Packet.READ)).toBe(0);
    expect((await reading.toArray()).at(-1)).toHaveLength(10);
    expect(file.tell()).toBe(150_510);
    for await (const block of file.readv(blocks)) {
      expect(block.length).toBe(1_000);
      break;
    }
    expect(file.tell()).toBe(151_000);
    await file.seek(7);
    expect((await file.read(3)).equals(content.subarray(7, 10))).toBe(true);
  });

  it("[F-8] splits large blocks at the size of a request, and asks for many at once", async () => {
    const { file, server } = await open({ limits: { read: 10_000, write: 0 } });
    await file.readv([[0, 95_000]]).toArray();
    const lengths = asked(server).map(([, length]) => length);
    expect([Math.max(...lengths), lengths.length]).toEqual([10_000, 10]);
    expect(server.mostWaiting.get(Packet.READ)).toBeGreaterThan(2);
  });

  it("[F8] of nothing does no I/O and leaves nothing waiting", async () => {
    const { file, server } = await open();
    expect(await file.readv([]).toArray()).toEqual([]);
    expect(server.count(Packet.READ)).toBe(0);
    expect((await file.read(10)).equals(content.subarray(0, 10))).toBe(true);
    await file.seek(0);
    await file.prefetch();
    await file.readv([[0, 100]]).toArray();
    expect(await file.readv([]).toArray()).toEqual([]);
    await file.seek(0);
    expect((await file.read()).equals(content)).toBe(true);
  });

  it("[F9] [F-8] data at offset 0 that is in memory is not asked for again", async () => {
    const { file, server } = await open({ limits: { read: 10_000, write: 0 } });
    await file.prefetch({ fileSize: 10_000 });
    await until(() => server.count(Packet.READ) === 1, "the first block");
    await turns(5);
    const [block] = await file.readv([[0, 5_000]]).toArray();
    expect(block!.equals(content.subarray(0, 5_000))).toBe(true);
    expect(asked(server)).toEqual([[0, 10_000]]);
  });

  it.each([1, 3])("[F-8] a concurrency of %i is an exact ceiling", async (concurrency) => {
    const { file, server } = await open({ limits: { read: 5_000, write: 0 } });
    await file.readv([[0, content.length]], { concurrency }).toArray();
    expect(server.mostWaiting.get(Packet.READ)).toBe(concurrency);
  });

  it("is refused on a file that is not open for reading, and ends with what fails", async () => {
    const { sftp } = await open();
    await using file = await sftp.open("/f", "a");
    await expect(file.readv([[0, 1]]).toArray()).rejects.toMatchObject({ code: "EBADF" });
    const { file: failing } = await open({
      instead: ({ type, id }) => (type === Packet.READ ? status(id, Status.PERMISSION_DENIED) : undefined),
    });
    await expect(failing.readv([[0, 1]]).toArray()).rejects.toMatchObject({ code: "EACCES", path: "/f" });
  });
});
