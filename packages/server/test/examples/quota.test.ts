import { expect, it } from "vitest";

import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";
import { quota } from "./quota.ts";

const { WRITE, CREAT, TRUNC, APPEND } = OpenFlags;

it("files grow up to the quota, and what is removed or cut off may be used again", async () => {
  const backend = new TreeBackend();
  backend.put("/old", "x".repeat(1000));
  const session = await openSession(quota(backend, 100));
  const write = (handle: Uint8Array, offset: number, length: number) =>
    session.status(session.call("write", { handle, offset, data: Buffer.alloc(length, "y") }));
  const a = await session.open("/a", WRITE | CREAT | TRUNC);
  const old = await session.open("/old", WRITE);
  expect(await write(a, 0, 60)).toBe(0);
  expect(await write(a, 0, 60)).toBe(0);
  expect(await write(old, 0, 1000)).toBe(0);
  expect(await write(old, 1000, 40)).toBe(0);
  const { code, message } = await session.get(
    "status",
    session.call("write", { handle: a, offset: 60, data: Buffer.from("z") }),
  );
  expect([code, message]).toEqual([4, "Quota exceeded"]);
  expect(await session.status(session.call("setstat", { path: "/a", attrs: { size: 61 } }))).toBe(4);
  expect(await session.status(session.call("fsetstat", { handle: a, attrs: { size: 50 } }))).toBe(0);
  expect(await write(old, 1040, 10)).toBe(0);
  expect(await write(old, 1050, 1)).toBe(4);
  expect(await session.status(session.call("rename", { oldPath: "/a", newPath: "/b" }))).toBe(0);
  expect(await session.status(session.call("remove", { path: "/b" }))).toBe(0);
  const c = await session.open("/c", WRITE | CREAT | APPEND);
  expect(await write(c, 0, 30)).toBe(0);
  expect(await write(c, 0, 20)).toBe(0);
  expect(await write(c, 0, 1)).toBe(4);
  expect(backend.read("/c")).toBe("y".repeat(50));
  await session.end();
  expect(session.errors).toEqual([]);
});
