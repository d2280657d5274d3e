import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { FsBackend, type FsBackendOptions, OpenFlags, SFTPClient, SFTPServer } from "../src/index.ts";

const CONTENT = "content that stays";
const names = ["/file", "/./file", "//file", "/d/../file", "/hard", "/link", "/d/up/file", "/d/far"];

async function serve(options: FsBackendOptions) {
  const root = mkdtempSync(join(tmpdir(), "sftp-copy-"));
  const backend = new FsBackend({ root, ...options });
  const [near, far] = duplexPair();
  const { closed } = new SFTPServer(far, { backend });
  onTestFinished(async () => {
    far.destroy();
    await closed;
    rmSync(root, { recursive: true });
  });
  const client = await SFTPClient.fromChannel(near);
  await client.mkdir("/d");
  writeFileSync(join(root, "file"), CONTENT);
  linkSync(join(root, "file"), join(root, "hard"));
  symlinkSync("file", join(root, "link"));
  symlinkSync("..", join(root, "d/up"));
  symlinkSync("up/hard", join(root, "d/far"));
  return { client, content: () => readFileSync(join(root, "file"), "utf8") };
}

const ways: [string, FsBackendOptions][] = [
  ["in place", {}],
  ["async", { io: "async" }],
  ["with atomic uploads", { atomicUploads: true }],
  ["portable", { portable: true }],
];

describe.each(ways)("[B-11] a file copied onto itself stays as it is, %s", (_name, options) => {
  it("with copy-file, by any two of its names", async () => {
    const { client, content } = await serve(options);
    for (const sourcePath of names) {
      for (const destinationPath of names) {
        for (const overwrite of [true, false]) {
          const copying = client.request("copy-file", { sourcePath, destinationPath, overwrite });
          await expect(copying, `${sourcePath} to ${destinationPath}`).rejects.toThrow();
          expect(content(), `${sourcePath} to ${destinationPath}`).toBe(CONTENT);
        }
      }
    }
  });

  it("with copy-data, by any two of its names", async () => {
    const { client, content } = await serve(options);
    const flags = OpenFlags.READ | OpenFlags.WRITE;
    for (const one of names) {
      for (const other of names) {
        const { handle: readHandle } = await client.request("open", { path: one, flags, attrs: {} });
        const { handle: writeHandle } = await client.request("open", { path: other, flags, attrs: {} });
        const range = { readHandle, readOffset: 0, length: 0, writeHandle, writeOffset: 0 };
        await expect(client.request("copy-data", range), `${one} to ${other}`).rejects.toThrow("itself");
        for (const handle of [readHandle, writeHandle]) await client.request("close", { handle });
        expect(content(), `${one} to ${other}`).toBe(CONTENT);
      }
    }
  });
});
