import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random, type ReceivedFrame, repeats, turns } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SFTPClient } from "../../../src/client.ts";
import { ModelServer } from "../../model/modelServer.ts";
import { Packet, status, Status } from "../../model/status.ts";
import { Tree } from "../../model/tree.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { type ChannelFault, queuePair } from "./queueChannel.ts";

/** Before the pools are loaded: what is released is overwritten. */
vi.hoisted(() => void (process.env["SFTP_POISON"] = "1"));

const content = new Random(16).bytes(400_000);
const REQUEST = 8 * 1024;
const WINDOW = 2 * REQUEST;

/** How long the server may be silent, in milliseconds of the faked clock. */
const TIMEOUT = 200;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** What may go wrong on a further channel. */
function faultOf(random: Random): ChannelFault | undefined {
  if (random.oneIn(3)) return undefined;
  return {
    how: random.oneIn(3) ? "cut" : "stall",
    way: random.oneIn(2) ? "sent" : "received",
    after: 1_000 + random.below(120_000),
    lasts: random.below(4 * TIMEOUT),
  };
}

/** A server that keeps what was written until the file is closed on the channel that wrote it. */
function deferring(): (request: ReceivedFrame, server: ModelServer) => Uint8Array | undefined {
  const kept = new Map<string, ReceivedFrame[]>();
  return (request, server) => {
    const { type, id, fields } = request;
    if (type !== Packet.WRITE && type !== Packet.CLOSE) return undefined;
    const handle = Buffer.from(fields().string()).toString();
    if (type === Packet.WRITE) {
      kept.set(handle, [...(kept.get(handle) ?? []), request]);
      return status(id, Status.OK);
    }
    for (const write of kept.get(handle) ?? []) server.answer(write);
    return undefined;
  };
}

interface Scheduled {
  readonly sftp: SFTPClient;
  readonly tree: Tree;
  readonly channels: () => number;
}

/** A client with up to four channels to one server, of which the further ones fail as the seed says. */
async function connect(random: Random, tree: Tree): Promise<Scheduled> {
  let channels = 0;
  const isDeferring = random.oneIn(2);
  const open = (fault?: ChannelFault) => {
    const [near, far] = queuePair(random, fault);
    channels++;
    void new ModelServer(far, { tree, ...(isDeferring && { instead: deferring() }) }).run();
    return near;
  };
  const further = {
    most: 1 + random.below(3),
    receiveWindow: WINDOW,
    sendWindow: WINDOW - 1024,
    open: async () => open(faultOf(random)),
  };
  const transport = { channel: open(), windowSize: WINDOW, further };
  const sftp = await SFTPClient.start(transport, { timeout: TIMEOUT, maxPacketSize: REQUEST });
  return { sftp, tree, channels: () => channels };
}

const schedules = repeats(150);

/** How many run at one time, by the same clock. */
const BATCH = 25;

/** Runs all schedules, each with a seed of its own, and lets time pass meanwhile. */
async function runAll(run: (random: Random, seed: string) => Promise<void>): Promise<void> {
  for (let first = 1; first <= schedules; first += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, schedules - first + 1) }, (_, index) => first + index);
    const progress = { isOver: false };
    const all = Promise.all(seeds.map((seed) => run(new Random(seed), `seed ${seed}`)));
    const end = (): void => void (progress.isOver = true);
    all.then(end, end);
    while (!progress.isOver) {
      vi.advanceTimersByTime(4);
      await turns();
    }
    await all;
  }
}

/** When all has arrived that was still on its way. */
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10 * TIMEOUT));

describe("a transfer over up to four channels of which some stall and go on, or are cut", () => {
  it("[C-16] uploads the right bytes, which no late WRITE changes", async () => {
    const local = join(await temporaryDirectory(), "f");
    writeFileSync(local, content);
    let spread = 0;
    await runAll(async (random, seed) => {
      const { sftp, tree, channels } = await connect(random, new Tree());
      await sftp.put(local, "/f", { atomic: true, maxInFlightBytes: 2 * WINDOW });
      expect(tree.content("/f").equals(content), seed).toBe(true);
      await later();
      expect(tree.content("/f").equals(content), `${seed}, later`).toBe(true);
      expect([...tree.nodes.keys()], seed).toEqual(["/", "/f"]);
      if (channels() > 1) spread++;
      await sftp.close();
    });
    expect(spread).toBeGreaterThan(schedules * 0.9);
  });

  it("[C-16] downloads the right bytes, into a file and into a stream", async () => {
    const folder = await temporaryDirectory();
    let spread = 0;
    await runAll(async (random, seed) => {
      const { sftp, channels } = await connect(random, new Tree().file("/f", content));
      if (random.oneIn(2)) {
        const local = join(folder, seed);
        await sftp.get("/f", local);
        expect(readFileSync(local).equals(content), seed).toBe(true);
      } else {
        const chunks: Uint8Array[] = [];
        const sink = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) });
        await sftp.getfo("/f", sink);
        await later();
        expect(Buffer.concat(chunks).equals(content), seed).toBe(true);
      }
      if (channels() > 1) spread++;
      await sftp.close();
    });
    expect(spread).toBeGreaterThan(schedules * 0.9);
  });
});
