import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { OpenFlags, openSession } from "../support/openSession.ts";
import { smallBackend } from "./smallBackend.ts";

const { READ, WRITE, CREAT, TRUNC } = OpenFlags;

it("a backend of thirty lines is listed, read, written and removed", async () => {
  const files = new Map([["/motd", Buffer.from("hello")]]);
  const session = await openSession(smallBackend(files));
  const handle = await session.open("/new", WRITE | CREAT | TRUNC);
  const content = Buffer.alloc(100_000, "0123456789");
  for (let offset = 0; offset < content.length; offset += 30_000) {
    const data = content.subarray(offset, offset + 30_000);
    expect(await session.status(session.call("write", { handle, offset, data }))).toBe(0);
  }
  expect(await session.status(session.call("close", { handle }))).toBe(0);
  expect((await session.list("/")).map(({ filename }) => filename)).toEqual(["motd", "new"]);
  const reading = await session.open("/new", READ);
  const { data } = await session.get(
    "data",
    session.call("read", { handle: reading, offset: 0, length: 200_000 }),
  );
  expect(content.equals(data)).toBe(true);
  expect(await session.status(session.call("remove", { path: "/new" }))).toBe(0);
  expect(await session.status(session.call("stat", { path: "/new" }))).toBe(2);
  await session.end();
  expect(session.errors).toEqual([]);
});

it.each(["smallBackend", "quota", "rateLimit"])("the README shows %s as it is here", (name) => {
  const code = readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8");
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(code.replace(/^import [^;]*;\n\n?/gm, "").replace("export function", "function"));
});
