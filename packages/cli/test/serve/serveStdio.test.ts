import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connectProcess, type SFTPClient } from "@sftp/sftp";
import { program } from "../runCli.ts";
import { scratch } from "../scratch.ts";

function connect(folder: string, ...nodeOptions: string[]): Promise<SFTPClient> {
  const args = [...nodeOptions, program, "serve", "--stdio", folder];
  return connectProcess({ command: process.execPath, args });
}

describe("serveStdio", () => {
  it("keeps every byte of what arrives faster than it is written, and of what is read more slowly than it comes", async () => {
    const served = await scratch();
    const content = randomBytes(24 * 1024 * 1024);
    const sftp = await connect(served);
    // Without waiting for answers, in requests of many sizes: far more than the server takes without a pause.
    const file = await sftp.open("/file", "w");
    file.setPipelined();
    for (let at = 0, size = 1; at < content.length; at += size, size = (size * 7919) % 200_003) {
      await file.write(content.subarray(at, at + size));
    }
    await file.close();
    expect((await readFile(join(served, "file"))).equals(content)).toBe(true);

    const parts: Buffer[] = [];
    for await (const part of sftp.createReadStream("/file")) {
      parts.push(part as Buffer);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    await sftp.close();
  });

  it("loads no SSH and no other command: every login starts one", async () => {
    const folder = await scratch();
    const [hook, list] = [join(folder, "hook.cjs"), join(folder, "list")];
    const loaded = "Object.keys(require.cache).join('\\n')";
    await writeFile(
      hook,
      `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(list)}, ${loaded}))`,
    );
    const sftp = await connect(folder, "--require", hook);
    await sftp.close();
    const modules = await readFile(list, "utf8");
    expect(modules).toContain(hook);
    expect(modules).not.toContain("/ssh2/");
  });
});
