import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { type ClientName, clients } from "../../src/clients/index.ts";
import type { Endpoint } from "../../src/servers/index.ts";
import { startSftpCli } from "../../src/servers/sftpCli.ts";

const ENTRIES = 100_000;

describe("a folder of 100,000 entries on sftp-cli serve", () => {
  const names = Array.from({ length: ENTRIES }, (_, n) => `entry-${n}`).toSorted();
  let server: Endpoint;

  beforeAll(async () => {
    server = await startSftpCli();
    const folder = join(server.folder, "large");
    await mkdir(folder);
    for (const name of names) writeFileSync(join(folder, name), "");
  });
  afterAll(async () => void (await server.stop()));

  const listing = (Object.keys(clients) as ClientName[]).filter(
    (name) => !clients[name].lacks.includes("list"),
  );

  it.each(listing)("is listed whole by %s", { timeout: 120_000 }, async (name) => {
    const client = await clients[name].open(server);
    onTestFinished(async () => void (await client.close?.()));
    expect((await client.list!("/large")).toSorted()).toEqual(names);
  });
});
