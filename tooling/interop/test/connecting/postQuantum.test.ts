import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { AuthenticatedSSHClient, SSHClient, SshTransport } from "russh";
import { afterEach, expect, it } from "vitest";

import { removeFolder, temporaryFolder } from "../../src/files/temporaryFolder.ts";
import { type Background, background } from "../../src/process/background.ts";
import { node24 } from "../../src/process/node24.ts";
import { runOk } from "../../src/process/run.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";

const KEX = "mlkem768x25519-sha256";
const REKEYS = 100;
const program = (name: string): string =>
  fileURLToPath(new URL(`../../programs/${name}.mjs`, import.meta.url));

const servers: Background[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function start(...args: readonly string[]): Promise<{ server: Background; port: number }> {
  const server = await background(node24, args, { ready: /(?:port |listening on .*:)(\d+)\n/ });
  servers.push(server);
  return { server, port: Number(server.match[1]) };
}

/** Logs in with an implementation of SSH that is not ours, which is to know this key exchange and no other. */
async function logInWithRussh(port: number): Promise<AuthenticatedSSHClient> {
  const transport = await SshTransport.newSocket(`127.0.0.1:${port}`);
  const client = await SSHClient.connect(transport, () => Promise.resolve(true), {
    preferred: { kex: [KEX] },
  });
  const login = await client.authenticateWithPassword("ann", "secret");
  if (!(login instanceof AuthenticatedSSHClient)) throw new Error("the login was refused");
  return login;
}

it("[S-24] russh logs in to our server with the post-quantum key exchange alone, and works", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "here"));
  const { port } = await start(sftpCli, "serve", folder, "--port", "0", "--user", "ann:secret");
  const login = await logInWithRussh(port);
  const sftp = await login.activateSFTP(await login.openSessionChannel());
  const names = (await sftp.readDirectory("/")).map(({ name }) => name);
  expect(names).toContain("here");
  await login.disconnect();
  await removeFolder(folder);
});

it(`[S-24] russh goes on through ${REKEYS} new keys from our server`, async () => {
  const { server, port } = await start(program("postQuantumServer"), String(REKEYS));
  const login = await logInWithRussh(port);
  const sftp = await login.activateSFTP(await login.openSessionChannel());
  const end = Date.now() + 60_000;
  const used = () => /used (.*)\n/.exec(server.output())?.[1];
  for (let n = 0; n < 500 && Date.now() < end; n++) {
    await sftp.createDirectory(`/${n}`);
    await sftp.removeDirectory(`/${n}`);
  }
  await login.disconnect();
  await expect.poll(used, { timeout: 10_000 }).toBeDefined();
  expect(JSON.parse(used()!)).toEqual({ [KEX]: REKEYS + 1 });
});

it(`[S-24] our client goes on through ${REKEYS} new keys that it asks for`, async () => {
  const { port } = await start(program("postQuantumServer"), "0");
  const { stdout } = await runOk(node24, [program("postQuantumClient"), String(port), String(REKEYS)]);
  expect(stdout).toBe(`used ${JSON.stringify({ [KEX]: REKEYS + 1 })}\n`);
});

it("[S-24] where Node.js cannot, the exchange is classic and a server says so once", async () => {
  const folder = await temporaryFolder();
  const args = [sftpCli, "serve", folder, "--port", "0", "--user", "ann:secret"];
  const server = await background(process.execPath, args, { ready: /listening on .*:(\d+)\n/ });
  servers.push(server);
  const url = `sftp://ann@127.0.0.1:${server.match[1]}/`;
  const login = ["--host-key", "insecure-accept-any", "--password-env", "SECRET"];
  for (const node of [process.execPath, node24]) {
    await runOk(node, [sftpCli, "ls", ...login, url], { env: { SECRET: "secret" } });
  }
  const isOld = Number(process.versions.node.split(".")[0]) < 24;
  expect(server.output().match(/SSH key exchanges are classic/g)?.length ?? 0).toBe(isOld ? 1 : 0);
  await removeFolder(folder);
});
