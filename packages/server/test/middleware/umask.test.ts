import { expect, it } from "vitest";

import { umask } from "../../src/index.ts";
import { OpenFlags, openSession } from "../support/openSession.ts";
import { TreeBackend } from "../support/treeBackend.ts";

it("takes permissions from new files and folders, asked for or not, and from nothing else", async () => {
  const backend = new TreeBackend();
  backend.put("/old", "content");
  const session = await openSession(umask(backend, 0o027));
  await session.open("/asked", OpenFlags.WRITE | OpenFlags.CREAT, { mode: 0o666 });
  await session.open("/unasked", OpenFlags.WRITE | OpenFlags.CREAT);
  await session.open("/old", OpenFlags.READ, { mode: 0o777 });
  await session.call("mkdir", { path: "/d", attrs: { mode: 0o777 } });
  await session.call("mkdir", { path: "/e", attrs: {} });
  await session.call("setstat", { path: "/old", attrs: { mode: 0o777 } });
  const modes = [...backend.nodes].map(([path, { mode }]) => `${path} ${(mode & 0o7777).toString(8)}`);
  expect(modes.slice(1)).toEqual(["/old 777", "/asked 640", "/unasked 640", "/d 750", "/e 750"]);
  expect(backend.log).toContain("open /old 1 777");
  await session.end();
});
