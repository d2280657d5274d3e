import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { run, runOk } from "../process/run.ts";
import { client, lines } from "./client.ts";

/** PuTTY's psftp. */
export const psftp = client(["symlink", "renameOver", "putPreserving"], async ({ host, port, account }) => {
  const key = join(account.folder, "id.ppk");
  await runOk("puttygen", [account.identity, "-O", "private", "-o", key]);
  const [, hostKey = ""] = (await readFile(`${account.hostKey}.pub`, "utf8")).split(" ");
  const digest = createHash("sha256").update(Buffer.from(hostKey, "base64")).digest("base64");
  const options = [
    "-batch",
    "-P",
    String(port),
    "-i",
    key,
    "-hostkey",
    `SHA256:${digest.replace(/=+$/, "")}`,
  ];

  const command = async (...words: string[]): Promise<string> => {
    const script = join(account.folder, "psftp-commands");
    await writeFile(script, `${words.join(" ")}\n`);
    const args = [...options, "-b", script, `${account.username}@${host}`];
    const { code, stdout, stderr } = await run("psftp", args);
    if (code !== 0) throw new Error(`psftp ended with code ${code}: ${stdout}${stderr}`);
    return stdout;
  };
  return {
    put: (local, remote) => command("put", q(local), q(remote)),
    get: (remote, local) => command("get", q(remote), q(local)),
    putTree: (local, remote) => command("put -r", q(local), q(remote)),
    getTree: (remote, local) => command("get -r", q(remote), q(local)),
    resumePut: (local, remote) => command("reput", q(local), q(remote)),
    resumeGet: (remote, local) => command("reget", q(remote), q(local)),
    async list(remote) {
      return lines(await command("ls", q(remote)))
        .filter((line) => /^[-dlpcbs?][-rwxsStT?]{9}/.test(line))
        .map((line) => line.replace(/^(\S+\s+){5}\S+\s+\S+\s+\S+\s/, ""))
        .filter((name) => name !== "." && name !== "..");
    },
    chmod: (path, mode) => command("chmod", mode, q(path)),
  };
});

/** psftp doubles a quote within quotes. */
function q(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
