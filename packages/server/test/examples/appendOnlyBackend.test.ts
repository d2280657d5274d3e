import { Random, turns } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import type { SFTPHandle } from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { appendOnlyBackend } from "./appendOnlyBackend.ts";

const { READ, WRITE, CREAT, TRUNC } = OpenFlags;
const PART = 10_000;
const content = Buffer.from(Array.from({ length: 50 * PART }, (_, index) => (index * 13) % 251));

async function serve(options = {}) {
  const store = { objects: new Map<string, Uint8Array>(), uploads: new Map<string, Uint8Array[]>() };
  const backend = appendOnlyBackend(store);
  let writing = 0;
  const slow = (handle: SFTPHandle): SFTPHandle => ({
    ...handle,
    ...(handle.write && {
      async write(data, offset, ctx) {
        expect(++writing).toBe(1);
        await turns(1);
        await handle.write!(data, offset, ctx);
        writing--;
      },
    }),
  });
  const open: typeof backend.open = async (...args) => slow(await backend.open!(...args));
  const session = await openSession({ ...backend, open }, options);
  const handle = await session.open("/object", WRITE | CREAT | TRUNC);
  const write = (offset: number, data: Uint8Array = content.subarray(offset, offset + PART)) =>
    session.status(session.call("write", { handle, offset, data }));
  return { store, session, handle, write };
}

describe("a backend that can only append", () => {
  it("gets an upload in order and one at a time, however the client sends it, and can be read afterwards", async () => {
    const { store, session, handle, write } = await serve();
    const random = new Random(5);
    const offsets = Array.from({ length: 50 }, (_, index) => index * PART);
    for (let index = 0; index < 46; index++) {
      const other = index + random.below(4);
      [offsets[index], offsets[other]] = [offsets[other]!, offsets[index]!];
    }
    const replies = offsets.map((offset) => write(offset));
    const closed = session.status(session.call("close", { handle }));
    expect(new Set(await Promise.all(replies))).toEqual(new Set([0]));
    expect(await closed).toBe(0);
    expect(content.equals(store.objects.get("/object")!)).toBe(true);
    const reading = await session.open("/object", READ);
    const { data } = await session.get(
      "data",
      session.call("read", { handle: reading, offset: 5, length: 9 }),
    );
    expect(content.subarray(5, 14).equals(data)).toBe(true);
    await session.end();
  });

  it("a gap at CLOSE is FAILURE, for what is behind it too, and nothing is stored", async () => {
    const { store, session, handle, write } = await serve();
    const replies = [write(0), write(2 * PART), write(3 * PART)];
    const closed = session.get("status", session.call("close", { handle }));
    expect(await Promise.all(replies)).toEqual([0, 4, 4]);
    expect(await closed).toMatchObject({ code: 4, message: expect.stringMatching(/incomplete/) as string });
    expect([store.objects.size, store.uploads.size]).toEqual([0, 0]);
    await session.end();
  });

  it("the same for a connection that is lost, or half-closed", async () => {
    for (const leave of ["cut", "end"] as const) {
      const { store, session, write } = await serve();
      void write(0);
      void write(2 * PART);
      await turns(20);
      await session[leave]();
      expect([store.objects.size, store.uploads.size]).toEqual([0, 0]);
    }
  });

  it("other requests on the file do not wait for what is missing", async () => {
    const { session, handle, write } = await serve();
    const early = write(PART);
    const stat = session.call("fstat", { handle });
    const first = write(0);
    expect(await session.status(stat)).toBe(8);
    expect([await early, await first]).toEqual([0, 0]);
    await session.end();
  });

  it("what is early beyond the budget is FAILURE, and nothing waits for ever", async () => {
    const { session, handle, write } = await serve();
    const early = Array.from({ length: 64 }, (_, index) => write(PART * (index + 1), Buffer.from("x")));
    const replies = await Promise.all(early);
    expect(replies.every((status) => status === 4)).toBe(true);
    expect(await write(0, Buffer.from("x"))).toBe(0);
    expect(await session.status(session.call("close", { handle }))).toBe(4);
    await session.end();
  });

  it("what is early beyond the payload budget is FAILURE, the latest first", async () => {
    const { session, write } = await serve({ limits: { payloadBytes: 3 * PART } });
    const early = [1, 2, 3].map((part) => write(part * PART));
    const first = write(0);
    expect(await Promise.all(early)).toEqual([0, 0, 4]);
    expect(await first).toBe(0);
    await session.end();
  });
});
