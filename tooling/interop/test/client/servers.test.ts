import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";

import { declareCase } from "../../src/cases.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { connectTo } from "../../src/servers/connectTo.ts";
import { type Endpoint, type ServerName, servers } from "../../src/servers/index.ts";
import { cases } from "./cases.ts";
import { deviations } from "./deviations.ts";

describe.each(Object.keys(servers) as ServerName[])("our client with %s", (name) => {
  let server: Endpoint;

  beforeAll(async () => {
    server = await servers[name]();
  });
  afterAll(async () => void (await server.stop()));

  for (const [index, [title, run]] of Object.entries(cases).entries()) {
    declareCase(title, deviations[name]?.[title], async () => {
      const folder = `case-${index}`;
      await mkdir(join(server.folder, folder));
      const remote = join(server.remoteFolder, folder);
      const here = await scratch();
      // A session of its own: one that a server ends is no matter of other cases.
      const sftp = await connectTo(server);
      try {
        await run({ sftp, served: join(server.folder, folder), remote, here });
      } finally {
        await sftp.close();
      }
    });
  }
});
