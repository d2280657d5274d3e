import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

import { removeFolder, temporaryFolder } from "../../src/files/temporaryFolder.ts";
import { background } from "../../src/process/background.ts";
import { runOk } from "../../src/process/run.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";

it("[S-19] Ruby's net-ssh gets every channel closed, whatever it asked on it, and ends", async () => {
  const folder = await temporaryFolder();
  const args = [sftpCli, "serve", folder, "--port", "0", "--user", "ann:secret"];
  const server = await background(process.execPath, args, { ready: /listening on .*:(\d+)\n/ });
  const script = fileURLToPath(new URL("../../programs/net_ssh_channels.rb", import.meta.url));
  const { stdout } = await runOk("ruby", [script, server.match[1]!, "ann", "secret"]);
  expect(stdout).toBe("refused 40, numbers 0\n");
  await server.stop();
  await removeFolder(folder);
}, 60_000);
