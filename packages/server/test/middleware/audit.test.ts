import { expect, it } from "vitest";

import { audit, type AuditRecord } from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE } = OpenFlags;

it("records who did what to which path, how it ended, and how many bytes went", async () => {
  const backend = new TreeBackend();
  backend.put("/file", "content");
  const records: AuditRecord[] = [];
  const session = await openSession(
    audit(backend, (record) => records.push(record)),
    { session: { user: "ann", remoteAddress: "192.0.2.1" } },
  );
  const handle = await session.open("/file", READ | WRITE);
  await session.call("read", { handle, offset: 0, length: 4 });
  await session.call("read", { handle, offset: 4, length: 100 });
  await session.call("write", { handle, offset: 0, data: Buffer.from("CON") });
  backend.pause = (operation) =>
    operation === "write" ? Promise.reject(Object.assign(new Error(), { code: "ENOSPC" })) : undefined;
  await session.call("write", { handle, offset: 0, data: Buffer.from("xyz") });
  await session.call("close", { handle });
  await session.call("rename", { oldPath: "/absent", newPath: "/x" });
  await session.open("/file", READ);
  await session.cut();

  const lines = records.map(({ operation, effect, paths, outcome, error, bytesRead, bytesWritten }) =>
    [operation, effect, ...paths, outcome, error?.code, bytesRead, bytesWritten]
      .filter((part) => part !== undefined)
      .join(" "),
  );
  expect(lines).toEqual([
    "open write /file ok",
    "write write /file failed ENOSPC",
    "close write /file aborted 7 3",
    "rename write /absent /x failed ENOENT",
    "open read /file ok",
    "close read /file aborted 0 0",
  ]);
  const written = JSON.parse(JSON.stringify(records)) as { error?: object }[];
  expect(written[3]!.error).toEqual({ code: "ENOENT", message: expect.any(String) as string });
  for (const record of records) {
    expect(record).toMatchObject({
      user: "ann",
      remoteAddress: "192.0.2.1",
      sessionId: session.server.session.id,
    });
    expect(record.time).toBeInstanceOf(Date);
    expect(record.durationMs).toBeGreaterThanOrEqual(0);
    expect(String(record.durationMs)).toMatch(/^\d+(\.\d{1,3})?$/);
  }
});
