import { createHash } from "node:crypto";

import { Random, repeats, until } from "@sftp/testing";
import { encodeRequest, type RequestName, requests } from "@sftp/wire";
import { expect, it } from "vitest";

import { readOnly } from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { randomBody } from "../support/randomBody.ts";
import { TreeBackend } from "../support/treeBackend.ts";

function treeHash({ nodes }: TreeBackend): string {
  return createHash("sha256")
    .update(JSON.stringify([...nodes]))
    .digest("hex");
}

it("[S-11] nothing changes, whatever is asked", async () => {
  const backend = new TreeBackend();
  backend.put("/a", "content");
  backend.mkdir("/b", {} as never);
  backend.symlink("/a", "/c");
  const before = treeHash(backend);
  const session = await openSession(readOnly(backend));
  const random = new Random(11);
  const handles = [await session.open("/a", OpenFlags.READ)];
  const names = Object.keys(requests).filter((name) => name !== "close") as RequestName[];
  const end = 1000 + repeats(4000);
  for (let id = 1000; id < end; id++) {
    const name = random.pick(names);
    const body = {
      ...randomBody(name, random, handles),
      ...(name === "open" && { flags: random.below(64) }),
    };
    void session.sendRaw(id, encodeRequest(name, id, body as never));
    if (session.pending.length > 4000) await until(() => session.pending.length < 1000, "replies", 100_000);
  }
  await until(() => session.pending.length === 0, "the last reply", 100_000);
  expect(treeHash(backend)).toBe(before);
  expect(session.errors).toEqual([]);
  await session.end();
});

it("[S-11] no flags of OPEN but those for reading pass, and what is refused is PERMISSION_DENIED", async () => {
  const backend = new TreeBackend();
  backend.put("/a", "content");
  const session = await openSession(readOnly(backend));
  for (let flags = 0; flags < 64; flags++) {
    const reply = await session.call("open", { path: "/a", flags, attrs: {} });
    if (flags <= OpenFlags.READ) expect(reply.name).toBe("handle");
    else expect(reply).toMatchObject({ name: "status", body: { code: 3, message: "Permission denied" } });
  }
  const handle = await session.open("/a", OpenFlags.READ);
  expect(await session.status(session.call("fsetstat", { handle, attrs: { mode: 0 } }))).toBe(3);
  expect(await session.status(session.call("remove", { path: "/a" }))).toBe(3);
  expect(await session.status(session.call("close", { handle }))).toBe(0);
  await session.end();
});
