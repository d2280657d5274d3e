import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex, type Readable, Transform, type Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Random, repeats, turns } from "@sftp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { FsBackend, SFTPServer } from "../src/index.ts";

const PROGRAM = fileURLToPath(new URL("transferring.mjs", import.meta.url));
const SIZE = 300_000;

/** The longest that the client lives: so many bytes of traffic, and then so many turns. */
const TRAFFIC = 4 * SIZE;
const TURNS = 20;

/** Two complete files, and a folder for each side of the transfer. */
interface Setting {
  readonly versions: readonly Buffer[];
  readonly served: string;
  readonly local: string;
}

function setUp(direction: "get" | "put"): Setting {
  const folders = ["served", "local"].map((name) => mkdtempSync(join(tmpdir(), `sftp-${name}-`)));
  onTestFinished(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
  const [served, local] = folders as [string, string];
  const versions = [1, 2].map((seed) => Buffer.from(new Random(seed).bytes(SIZE + seed)));
  const source = direction === "get" ? served : local;
  ["one", "two"].forEach((name, index) => writeFileSync(join(source, name), versions[index]!));
  return { versions, served, local };
}

/** Lets a client of our server transfer, and kills it when so many bytes have passed between them. */
async function killAfter(
  traffic: number,
  direction: string,
  { served, local }: Setting,
  more: number,
): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, direction, local], { stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "exit");
  let enough!: () => void;
  const reached = new Promise<void>((resolve) => (enough = resolve));
  let passed = 0;
  const channel = counted(child.stdout, child.stdin, ({ length }) => {
    passed += length;
    if (passed >= traffic) enough();
  });
  const server = new SFTPServer(channel, { backend: new FsBackend({ root: served }) });
  await Promise.race([reached, exit]);
  await turns(more);
  if (!child.kill("SIGKILL")) throw new Error("the client ended by itself");
  await exit;
  await server.closed;
}

/** The two ends of a pipe as one channel, with every piece that passes shown to `look`. */
function counted(readable: Readable, writable: Writable, look: (bytes: Buffer) => void): Duplex {
  const looking = (): Transform =>
    new Transform({
      transform(bytes: Buffer, _encoding, done) {
        look(bytes);
        done(null, bytes);
      },
    });
  const outgoing = looking();
  // The other end is killed: what is still written to it goes nowhere.
  writable.on("error", () => {});
  outgoing.pipe(writable);
  return Duplex.from({ readable: readable.pipe(looking()), writable: outgoing });
}

describe.each(["get", "put"] as const)("an atomic %s", (direction) => {
  it("[C-10] whose process is killed leaves under the final name nothing, the old file or the new one", async () => {
    const setting = setUp(direction);
    const target = direction === "get" ? setting.local : setting.served;
    const random = new Random(direction === "get" ? 71 : 72);
    const count = repeats(4);
    let caught = 0;
    for (let parts = 0, round = 0; round < count; round++) {
      await killAfter(1 + random.below(TRAFFIC), direction, setting, random.below(TURNS));
      const names = readdirSync(target);
      if (names.includes("f")) {
        const found = readFileSync(join(target, "f"));
        expect(setting.versions.some((version) => version.equals(found))).toBe(true);
      }
      const left = names.filter((name) => name.endsWith(".part")).length;
      if (left > parts) caught++;
      parts = left;
    }
    // Those that caught no transfer half-way prove nothing.
    expect(caught).toBeGreaterThan(0);
  });
});
