import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Random, turns } from "@sftp/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SFTPClient } from "../../src/client.ts";
import { RateLimiter } from "../../src/transfer/rateLimiter.ts";
import { connectModel } from "../model/connectModel.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "./temporaryDirectory.ts";

const content = Buffer.from(new Random(33).bytes(40_000));
const RATE = 8_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

async function local(): Promise<string> {
  return join(await temporaryDirectory(), "f");
}

/** How long work takes by the clock that the test turns, in milliseconds. */
async function timeOf(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  const state = { isOver: false };
  const over = work.finally(() => (state.isOver = true));
  while (!state.isOver) {
    // Files of the local disk take their own time.
    await turns(20);
    if (!state.isOver) await vi.advanceTimersByTimeAsync(10);
  }
  await over;
  return performance.now() - started;
}

describe("a rateLimiter", () => {
  it("lets bytes pass at its rate, in the order of the calls", async () => {
    const rateLimiter = new RateLimiter(1_000);
    const passed: number[] = [];
    const all = [300, 100, 600].map((bytes, index) =>
      rateLimiter.pass(bytes, undefined).then(() => passed.push(index, performance.now())),
    );
    const began = performance.now();
    await vi.advanceTimersByTimeAsync(2_000);
    await Promise.all(all);
    expect(passed).toEqual([0, began, 1, began + 300, 2, began + 400]);
  });

  it("does not make up for time in which nothing passed", async () => {
    const rateLimiter = new RateLimiter(1_000);
    await rateLimiter.pass(10, undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    await rateLimiter.pass(1_000, undefined);
    const began = performance.now();
    const next = rateLimiter.pass(1, undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    await next;
    expect(performance.now()).toBe(began + 1_000);
  });

  it("ends all waiting at once when it is aborted, and leaves no timer", async () => {
    const rateLimiter = new RateLimiter(1);
    const abort = new AbortController();
    await rateLimiter.pass(1_000, abort.signal);
    const waiting = [1, 2, 3].map((bytes) => rateLimiter.pass(bytes, abort.signal));
    const outcomes = Promise.allSettled(waiting);
    await turns();
    abort.abort(new Error("enough"));
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "ABORT_ERR" } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -1, Number.NaN])("takes no rate of %d", async (rateLimit) => {
    const { sftp } = await connectModel();
    await expect(sftp.get("/f", "/none", { rateLimit })).rejects.toThrow(RangeError);
  });
});

describe("rateLimit", () => {
  const transfers: [string, (sftp: SFTPClient) => Promise<unknown>][] = [
    ["get", async (sftp) => sftp.get("/f", await local(), { rateLimit: RATE })],
    [
      "getfo",
      (sftp) => sftp.getfo("/f", new Writable({ write: (_a, _b, done) => done() }), { rateLimit: RATE }),
    ],
    ["putfo", (sftp) => sftp.putfo([content], "/g", { rateLimit: RATE })],
    ["a stream that reads", (sftp) => sftp.createReadStream("/f", { rateLimit: RATE }).toArray()],
    [
      "a stream that writes",
      (sftp) => pipeline([content], sftp.createWriteStream("/g", { rateLimit: RATE })),
    ],
    ["a Web stream", (sftp) => new Response(sftp.readable("/f", { rateLimit: RATE })).arrayBuffer()],
  ];
  it.each(transfers)("holds for %s", async (_, transfer) => {
    const { sftp } = await connectModel({ tree: new Tree().file("/f", content) });
    const seconds = (await timeOf(transfer(sftp))) / 1000;
    // The first portion passes at once, so what is waited for is at least all the others.
    expect(seconds).toBeGreaterThanOrEqual((content.length - RATE / 4) / RATE);
    expect(seconds).toBeLessThan((2 * content.length) / RATE);
  });

  it("holds for put, and for all files of a tree together", async () => {
    const { sftp, server } = await connectModel({ tree: new Tree().directory("/d") });
    for (const name of ["a", "b", "c"]) server.tree.file(`/d/${name}`, content.subarray(0, 10_000));
    const folder = await temporaryDirectory();
    const get = sftp.get("/d", folder, { recursive: true, rateLimit: RATE });
    expect(await timeOf(get)).toBeGreaterThanOrEqual(((30_000 - RATE / 4) / RATE) * 1000);
    expect(readFileSync(join(folder, "c"))).toHaveLength(10_000);
    const put = sftp.put(join(folder, "a"), "/g", { rateLimit: RATE });
    expect(await timeOf(put)).toBeGreaterThanOrEqual(((10_000 - RATE / 4) / RATE) * 1000);
  });
});
