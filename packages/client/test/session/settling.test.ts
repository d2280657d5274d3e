import {
  channelPair,
  type Ending,
  type EndingKind,
  FaultyDuplex,
  repeats,
  turns,
  until,
} from "@sftp/testing";
import { PassThrough } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import { ModelServer } from "../model/modelServer.ts";
import { Tree } from "../model/tree.ts";

/** Far more turns than anything here takes when the connection is gone. */
const PATIENCE = 200;

type Program = (sftp: SFTPClient) => Promise<PromiseSettledResult<unknown>[]>;

/** What every session does, small enough to be cut at every single byte. */
const basics: Program = (sftp) =>
  Promise.allSettled([
    sftp.stat("/a").finally(() => sftp.lstat("/l").catch(() => {})),
    sftp.listdir("/d"),
    sftp.readFile("/a"),
    sftp.writeFile("/w", "written"),
  ]);

/** A bit of everything, much of it at once, and some of it begun only when something else has failed. */
async function everything(sftp: SFTPClient): Promise<PromiseSettledResult<unknown>[]> {
  const work: Promise<unknown>[] = [
    sftp.stat("/a").finally(() => sftp.lstat("/l").catch(() => {})),
    sftp.readlink("/l"),
    sftp.listdirAttr("/d"),
    sftp.walk("/d").toArray(),
    sftp.readFile("/a"),
    sftp.getfo("/a", new PassThrough()),
    sftp.putfo(["one", "two"], "/put"),
    sftp.writeFile("/w", "written"),
    sftp.copy("/b", "/copy"),
    sftp.mkdir("/m/n", { recursive: true }).then(() => sftp.rm("/m", { recursive: true })),
    lines(sftp),
    leaveEarly(sftp),
    new Promise((resolve, reject) => {
      sftp.createReadStream("/a").on("error", reject).on("close", resolve).resume();
    }),
    new Promise((resolve, reject) => {
      sftp.createWriteStream("/s").on("error", reject).on("close", resolve).end("streamed");
    }),
    sftp.readable("/a").pipeTo(sftp.writable("/web")),
  ];
  return Promise.allSettled(work);
}

async function lines(sftp: SFTPClient): Promise<void> {
  await using file = await sftp.open("/a", "r+");
  file.setPipelined();
  for await (const line of file) if (line === "") break;
  await file.write("more");
  await file.prefetch({ fileSize: 20 });
}

async function leaveEarly(sftp: SFTPClient): Promise<void> {
  for await (const entry of sftp.listdirIter("/d")) if (entry.filename !== undefined) break;
}

afterEach(() => {
  vi.useRealTimers();
});

interface Run {
  readonly results: PromiseSettledResult<unknown>[];
  readonly incoming: number;
  readonly outgoing: number;
  readonly server: ModelServer;
}

/** What the programs work on. */
function smallTree(): Tree {
  return new Tree()
    .file("/a", "first\nsecond\n")
    .file("/b", "copied")
    .symlink("/l", "a")
    .directory("/d")
    .file("/d/f");
}

/** Runs the program over a connection that ends as it is told to; fails if anything stays pending. */
async function run(program: Program, ending?: Ending): Promise<Run | undefined> {
  const [near, far] = channelPair();
  const ours = new FaultyDuplex(near, ending === undefined ? {} : { ending });
  const server = new ModelServer(far, { tree: smallTree(), page: 2 });
  void server.run();
  let results: PromiseSettledResult<unknown>[] | undefined;
  let over = false;
  const working = work();
  async function work(): Promise<void> {
    try {
      const sftp = await SFTPClient.fromChannel(ours);
      results = await program(sftp);
      await sftp.close();
      await sftp.closed;
    } catch (error) {
      // It was cut before it began.
      expect(error).toMatchObject({ code: "ECONNRESET" });
    }
    over = true;
  }
  await until(() => over || ours.destroyed, "the end", 20_000);
  await until(() => over, `everything settled after ${JSON.stringify(ending)}`, PATIENCE);
  await working;
  const incoming = server.peer.sent.reduce((sum, { length }) => sum + length, 0);
  const outgoing = server.peer.received.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return results && { results, incoming, outgoing, server };
}

it("[C-6] without faults everything succeeds, and every handle is closed exactly once", async () => {
  const { results, server } = (await run(everything))!;
  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  expect(server.open.size).toBe(0);
  expect(server.wronglyClosed).toBe(0);
  expect(server.opened).toBeGreaterThan(10);
});

it("[C-1] everything settles when the connection is cut after any byte that came", async () => {
  const { incoming } = (await run(basics))!;
  for (let after = 0; after < incoming; after++) await run(basics, { how: "close", way: "incoming", after });
});

it("[C-1] everything settles when the connection is cut after any byte that went", async () => {
  const { outgoing } = (await run(basics))!;
  for (let after = 0; after < outgoing; after++) await run(basics, { how: "close", way: "outgoing", after });
});

const kinds: EndingKind[] = ["close", "double-close", "error", "end", "error-after-end", "error-after-close"];
it.each(kinds)("[C-1] everything settles whatever is done when the connection ends: %s", async (how) => {
  const { incoming } = (await run(everything))!;
  const step = Math.ceil(incoming / repeats(25));
  for (let after = 0; after < incoming; after += step) await run(everything, { how, way: "incoming", after });
});

it("[C-2] everything settles when the server falls silent after any of its replies", async () => {
  const { server } = (await run(basics))!;
  const replies = server.peer.sent.length;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  for (let answered = 0; answered < replies; answered++) {
    const [ours, theirs] = channelPair();
    let left = answered;
    const silent = new ModelServer(theirs, {
      tree: smallTree(),
      page: 2,
      instead: () => (left-- > 0 ? undefined : null),
    });
    void silent.run();
    const sftp = await SFTPClient.fromChannel(ours, { timeout: 1_000 });
    const running = basics(sftp);
    for (let i = 0; i < 8; i++) {
      await turns(10);
      await vi.advanceTimersByTimeAsync(1_001);
    }
    const results = await Promise.race([running, turns(50)]);
    expect(results, `silent after ${answered} replies`).toBeDefined();
    for (const result of results!) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "ETIMEDOUT" });
    }
    await sftp.close();
  }
});
