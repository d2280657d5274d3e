import { turns } from "@sftp/testing";
import { expect, it, vi } from "vitest";

import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";
import { rateLimit } from "./rateLimit.ts";

const wait = vi.hoisted(() => vi.fn(async (_ms: number) => {}));
vi.mock("node:timers/promises", async (original) => ({ ...(await original<object>()), setTimeout: wait }));

it("what is read and written waits until all before it is through, at so many bytes a second", async () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(1_000_000);
  const backend = new TreeBackend();
  backend.put("/file", Buffer.alloc(100_000));
  const session = await openSession(rateLimit(backend, 10_000));
  const handle = await session.open("/file", OpenFlags.READ | OpenFlags.WRITE);
  await session.call("read", { handle, offset: 0, length: 5000 });
  await session.call("read", { handle, offset: 0, length: 5000 });
  await session.call("write", { handle, offset: 0, data: new Uint8Array(1000) });
  await session.call("fstat", { handle });
  expect(wait.mock.calls.map(([ms]) => ms)).toEqual([500, 1000]);
  now.mockReturnValue(1_060_000);
  await session.call("read", { handle, offset: 0, length: 5000 });
  await turns();
  expect(wait).toHaveBeenCalledTimes(2);
  now.mockRestore();
  await session.end();
});
