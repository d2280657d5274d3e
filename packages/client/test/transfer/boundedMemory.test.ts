import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { channelPair, turns } from "@sftp/testing";
import { expect, it, onTestFinished } from "vitest";
import { SFTPClient } from "../../src/client.ts";
import { type EndlessOptions, EndlessServer } from "../model/endlessServer.ts";

const MIB = 1024 * 1024;

/** What is transferred: many windows of it. */
const SIZE = 48 * MIB;

/** Twice the window, and 8 MiB. */
const BOUND = 2 * 8 * MIB + 8 * MIB;

/** Parts after which memory is looked at. */
const LOOK = 32;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** The most memory in use, beside garbage, above what was in use in the beginning. */
class Growth {
  most = 0;
  readonly #before = inUse();
  #parts = 0;

  look(): void {
    if (++this.#parts % LOOK === 0) this.most = Math.max(this.most, inUse() - this.#before);
  }
}

function inUse(): number {
  // Buffers are freed beside the collector: the next collection waits for that.
  for (let pass = 0; pass < 2; pass++) collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

async function connect(options: EndlessOptions): Promise<{ sftp: SFTPClient; server: EndlessServer }> {
  const [ours, theirs] = channelPair();
  const server = new EndlessServer(theirs, options);
  const sftp = await SFTPClient.fromChannel(ours);
  onTestFinished(() => sftp.close());
  await sftp.limits();
  return { sftp, server };
}

it("[C-14] a download into a slow sink takes no more memory than its window", async () => {
  const { sftp } = await connect({ size: SIZE, payload: 255 * 1024 });
  const growth = new Growth();
  const sink = new WritableStream<Uint8Array>({
    async write() {
      await turns(3);
      growth.look();
    },
  });
  expect(await sftp.getfo("/f", sink)).toBe(SIZE);
  expect(growth.most).toBeGreaterThan(MIB);
  expect(growth.most).toBeLessThanOrEqual(BOUND);
});

it("[C-14] an upload to a slow server takes no more memory than its window", async () => {
  const { sftp, server } = await connect({ size: 0, payload: 255 * 1024, writeTurns: 3 });
  const growth = new Growth();
  function* parts(): Generator<Uint8Array> {
    for (let at = 0; at < SIZE; at += 256 * 1024) {
      growth.look();
      yield new Uint8Array(256 * 1024);
    }
  }
  await sftp.putfo(parts(), "/f");
  expect(server.written).toBe(SIZE);
  expect(growth.most).toBeGreaterThan(MIB);
  expect(growth.most).toBeLessThanOrEqual(BOUND);
});
