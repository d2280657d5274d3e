import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";

import { runOk } from "../process/run.ts";
import { client, lines, quoted } from "./client.ts";

/** curl, with libssh2 inside. */
export const curl = client(
  ["putTree", "getTree", "renameOver", "putPreserving"],
  async ({ host, port, account }) => {
    const [, key = ""] = (await readFile(`${account.hostKey}.pub`, "utf8")).split(" ");
    const fingerprint = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
    const options = [
      "--user",
      `${account.username}:`,
      "--key",
      account.identity,
      "--hostpubsha256",
      fingerprint,
    ];
    const run = (...args: string[]) =>
      runOk("curl", ["--disable", "--silent", "--show-error", ...options, ...args]);
    const at = (path: string): string =>
      `sftp://${host}:${port}${path.split("/").map(encodeURIComponent).join("/")}`;
    const command = (...words: string[]) => run("--quote", words.join(" "), "--output", "/dev/null", at("/"));
    return {
      put: (local, remote) => run("--upload-file", local, at(remote)),
      get: (remote, local) => run("--output", local, at(remote)),
      resumePut: (local, remote) => run("--continue-at", "-", "--upload-file", local, at(remote)),
      resumeGet: (remote, local) => run("--continue-at", "-", "--output", local, at(remote)),
      async list(remote) {
        const { stdout } = await run("--list-only", at(`${remote}/`));
        return lines(stdout).filter((name) => name !== "." && name !== "..");
      },
      // This message does not say whether the link is there: the case looks for it.
      symlink: (target, path) =>
        command("symlink", quoted(target), quoted(path)).catch((error: Error) => {
          if (!error.message.includes("symlink command failed: Unknown error in libssh2")) throw error;
        }),
      chmod: (path, mode) => command("chmod", mode, quoted(path)),
    };
  },
);
