import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { sftp } from "../../src/clients/openssh.ts";
import { fingerprint } from "../../src/files/sampleTree.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { servers } from "../../src/servers/index.ts";

describe.each(Object.entries(servers))("%s", (_name, start) => {
  it("runs, and gives OpenSSH's sftp what it took from it", async () => {
    const server = await start();
    onTestFinished(async () => void (await server.stop()));
    const here = await scratch();
    await writeFile(join(here, "sent"), "hello");

    const { code, stderr } = await sftp(
      server,
      [`cd ${server.remoteFolder}`, "put sent kept", "get kept received", "ls -l"],
      here,
    );

    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(await fingerprint(server.folder)).toHaveProperty("kept");
    const { sent, received } = await fingerprint(here);
    expect(received).toBe(sent);
  });
});
