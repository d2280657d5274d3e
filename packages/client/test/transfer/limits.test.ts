import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Random } from "@sftp/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { connectChannels } from "../model/connectChannels.ts";
import { connectModel } from "../model/connectModel.ts";
import { InFlight } from "../model/modelServer.ts";
import { Packet } from "../model/status.ts";
import { Tree } from "../model/tree.ts";

const SIZE = 1_500_001;
const content = Buffer.from(new Random(21).bytes(SIZE));
const KIB = 1024;

/** What a transfer is told beside its paths. */
interface Bounds {
  concurrency?: number;
  maxInFlightBytes?: number;
}

/** Moves `content` from or to `/f`, by one of the ways in which that can be done; `local` is a file with the content. */
type Face = (sftp: SFTPClient, local: string, bounds: Bounds) => Promise<unknown>;

async function expectContent(bytes: Promise<Uint8Array>): Promise<void> {
  expect(content.equals(await bytes)).toBe(true);
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parts(): Uint8Array[] {
  return Array.from({ length: Math.ceil(SIZE / 50_000) }, (_, i) =>
    content.subarray(i * 50_000, (i + 1) * 50_000),
  );
}

/** Ways that take the limits of a transfer as options of their own. */
const withOptions: Record<string, Face> = {
  get: (sftp, local, bounds) => sftp.get("/f", `${local}.copy`, bounds),
  "get, verified": (sftp, local, bounds) => sftp.get("/f", `${local}.copy`, { ...bounds, verify: "hash" }),
  "get, resumed": (sftp, local, bounds) => sftp.get("/f", local, { ...bounds, resume: true }),
  "get of a tree": (sftp, local, bounds) => sftp.get("/d", `${local}.tree`, { ...bounds, recursive: true }),
  getfo: (sftp, _, bounds) =>
    sftp.getfo("/f", new Writable({ write: (_chunk, _encoding, done) => void setImmediate(done) }), bounds),
  sync: (sftp, local, bounds) => sftp.sync({ remote: "/d" }, { local: `${local}.tree` }, bounds),
  createReadStream: (sftp, _, bounds) => expectContent(buffer(sftp.createReadStream("/f", bounds))),
  "createReadStream of a part": async (sftp, _, bounds) => {
    const part = await buffer(sftp.createReadStream("/f", { ...bounds, start: 1_000, end: SIZE - 3 }));
    expect(part.equals(content.subarray(1_000, SIZE - 2))).toBe(true);
  },
  readable: (sftp, _, bounds) => expectContent(collect(sftp.readable("/f", bounds))),
  put: (sftp, local, bounds) => sftp.put(local, "/g", bounds),
  "put, atomic and verified": (sftp, local, bounds) =>
    sftp.put(local, "/g", { ...bounds, atomic: true, verify: "hash" }),
  putfo: (sftp, _, bounds) => sftp.putfo(parts(), "/g", bounds),
  createWriteStream: (sftp, _, bounds) =>
    pipeline(Readable.from(parts()), sftp.createWriteStream("/g", bounds)),
  writable: (sftp, _, bounds) => Readable.toWeb(Readable.from(parts())).pipeTo(sftp.writable("/g", bounds)),
  copy: (sftp, _, bounds) => sftp.copy("/f", "/g", bounds),
  "copy, atomic and verified": (sftp, _, bounds) =>
    sftp.copy("/f", "/g", { ...bounds, atomic: true, verify: "hash" }),
};

/** Ways that have only the limits of their client, or other names for them. */
const withoutOptions: Record<string, Face> = {
  readFile: (sftp) => expectContent(sftp.readFile("/f")),
  "a file's read": async (sftp) => {
    await using file = await sftp.open("/f", "rb");
    await expectContent(file.read());
  },
  "a file's read of a part": async (sftp) => {
    await using file = await sftp.open("/f", "rb");
    await expectContent(file.read(SIZE));
  },
  prefetch: async (sftp) => {
    await using file = await sftp.open("/f", "rb");
    await file.prefetch();
    await expectContent(file.read(SIZE));
  },
  readv: async (sftp) => {
    await using file = await sftp.open("/f", "rb");
    const blocks = Array.from({ length: 40 }, (_, i) => [i * 30_000, 30_000] as const);
    await file.readv(blocks).toArray();
  },
  writeFile: (sftp) => sftp.writeFile("/g", content),
  "a file's write": async (sftp) => {
    await using file = await sftp.open("/g", "w");
    await file.write(content);
  },
  "a file's pipelined writes": async (sftp) => {
    await using file = await sftp.open("/g", "w");
    file.setPipelined();
    for (const part of parts()) await file.write(part);
  },
};

async function localFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sftp-limits-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "f");
  await writeFile(path, content);
  return path;
}

function tree(): Tree {
  return new Tree()
    .file("/f", content)
    .directory("/d")
    .file("/d/a", content)
    .file("/d/b", content)
    .file("/d/c", content.subarray(0, 5_000));
}

const limits = { read: 255 * KIB, write: 255 * KIB };
const faces = Object.entries({ ...withOptions, ...withoutOptions });
const byteLimits = [60_000, 128 * KIB, 300_000];

it.each(faces.flatMap(([name, face]) => byteLimits.map((most) => [name, most, face] as const)))(
  "[C-21] %s has at most %d bytes in flight if its client allows no more",
  async (_, most, face) => {
    const ledger = new InFlight();
    const { sftp } = await connectModel({ tree: tree(), limits, ledger }, { maxInFlightBytes: most });
    await sftp.limits();
    await face(sftp, await localFile(), {});
    expect(ledger.mostBytes).toBeLessThanOrEqual(most);
    expect(ledger.mostBytes).toBeGreaterThan(0);
  },
);

it.each(Object.entries(withOptions))(
  "[C-21] %s has at most as many requests and bytes in flight as it is told",
  async (_, face) => {
    for (const bounds of [{ concurrency: 1 }, { concurrency: 3 }, { maxInFlightBytes: 100_000 }]) {
      const ledger = new InFlight();
      const { sftp } = await connectModel({ tree: tree(), ledger });
      await face(sftp, await localFile(), bounds);
      expect(ledger.mostRequests).toBeLessThanOrEqual(bounds.concurrency ?? 4);
      expect(ledger.mostBytes).toBeLessThanOrEqual(bounds.maxInFlightBytes ?? 3 * 32 * KIB);
    }
  },
);

/** By the clock each READ takes 40 ms. */
function farAway({ type }: { type: number }): undefined {
  if (type === Packet.READ) vi.advanceTimersByTime(40);
}

const striped: [string, Face][] = Object.entries({
  get: withOptions["get"]!,
  getfo: withOptions["getfo"]!,
  createReadStream: withOptions["createReadStream"]!,
  readable: withOptions["readable"]!,
  readFile: withoutOptions["readFile"]!,
});

it.each(striped)(
  "[C-21] %s opens further channels where one holds it back, and its bytes are counted over all of them",
  async (_, face) => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const ledger = new InFlight();
    const most = 300_000;
    const [model, window] = [{ tree: tree(), ledger, instead: farAway }, 64 * KIB];
    const { sftp, servers } = await connectChannels([model], { maxInFlightBytes: most }, { window });
    await face(sftp, await localFile(), {});
    expect(ledger.mostBytes).toBeLessThanOrEqual(most);
    expect(servers.length).toBeGreaterThan(1);
  },
);
