import { channel } from "node:diagnostics_channel";

import { encodeRequest } from "@sftp/wire";
import { expect, it } from "vitest";

import type { ServerRequestMessage } from "../../src/index.ts";
import { openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

it("tells subscribers of each request and its reply, as text of the table", async () => {
  const lines: string[] = [];
  const listener = (message: unknown) => {
    const { session, request, reply } = message as ServerRequestMessage;
    lines.push(`${session.user}: ${request} -> ${reply}`);
  };
  const requests = channel("sftp:server:request");
  requests.subscribe(listener);
  const backend = new TreeBackend();
  backend.put("/file", "content");
  const session = await openSession(backend, { session: { user: "ann" } });
  await session.call("realpath", { path: "." });
  const handle = await session.open("/file", 1);
  await session.call("read", { handle, offset: 0, length: 100 });
  await session.sendRaw(9, Buffer.from([0, 0, 0, 5, 77, 0, 0, 0, 9]));
  requests.unsubscribe(listener);
  await session.sendRaw(10, encodeRequest("stat", 10, { path: "/" }));
  const hex = Buffer.from(handle).toString("hex");
  expect(lines).toEqual([
    'ann: realpath #0 path="." -> name #0 entries=["/"]',
    `ann: open #1 path="/file" flags=1 attrs={} -> handle #1 handle=${hex}`,
    `ann: read #2 handle=${hex} offset=0 length=100 -> data #2 7 bytes`,
    'ann: unknown #9 packet type 77 -> status #9 OP_UNSUPPORTED "Operation unsupported"',
  ]);
  await session.end();
});
