import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { runOk } from "../../src/process/run.ts";
import { ownProgram, python } from "../../src/servers/python.ts";
import { startSftpCli } from "../../src/servers/sftpCli.ts";

it("paramiko puts and gets a file with sftp-cli serve", async () => {
  const server = await startSftpCli();
  onTestFinished(async () => void (await server.stop()));
  const here = await scratch();
  const [local, back] = [join(here, "file"), join(here, "back")];
  await writeSampleFile(local, 20_000_001);

  const { host, port, account, knownHosts, folder } = server;
  const login = [host, String(port), account.username, account.identity, knownHosts];
  const { stdout } = await runOk(python, [ownProgram("paramiko_client.py"), ...login, local, "/file", back]);

  expect(stdout).toBe("20000001\n");
  const expected = await sha256(local);
  expect(await sha256(join(folder, "file"))).toBe(expected);
  expect(await sha256(back)).toBe(expected);
});
