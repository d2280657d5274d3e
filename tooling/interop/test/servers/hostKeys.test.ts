import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateHostKey, MemoryBackend, serve } from "@sftp/sftp";
import { expect, it } from "vitest";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { runOk } from "../../src/process/run.ts";

/** A key pair of ssh-keygen's in a file; resolves to its path. */
async function makeKey(folder: string, type: string, passphrase = ""): Promise<string> {
  const path = join(folder, type);
  await runOk("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-f", path]);
  return path;
}

it("host keys of all kinds have the fingerprints that ssh-keygen shows", async () => {
  const folder = await scratch();
  const own = join(folder, "own");
  await writeFile(own, generateHostKey(), { mode: 0o600 });
  const passphrase = "open sesame";
  const [ed25519, ecdsa, rsa] = [
    await makeKey(folder, "ed25519"),
    await makeKey(folder, "ecdsa", passphrase),
    await makeKey(folder, "rsa"),
  ];
  const server = await serve({
    host: "127.0.0.1",
    port: 0,
    hostKeys: [
      await readFile(own),
      await readFile(ed25519, "utf8"),
      { key: await readFile(ecdsa), passphrase },
      await readFile(rsa),
    ],
    authenticate: () => false,
    backend: new MemoryBackend(),
  });
  await server.close();
  const shown = [own, ed25519, ecdsa, rsa].map(async (path) => {
    const { stdout } = await runOk("ssh-keygen", ["-lf", path]);
    return stdout.split(" ")[1];
  });
  expect(server.fingerprints).toEqual(await Promise.all(shown));
});
