import { CTR } from "./ciphers.ts";
import type { Program, Task } from "./contender.ts";

/** Debian's is built on a libssh2 that knows no AES-GCM. */
export const curl: Program = {
  how: "program",
  name: "curl (aes128-ctr)",
  cipher: CTR,
  can: ["get", "put", "list"],
  command({ host, port, username, identity }, task) {
    const url = (path: string): string => `sftp://${host}:${port}${path}`;
    return {
      program: "curl",
      args: [
        ...`--silent --show-error --insecure --user ${username}: --key`.split(" "),
        identity,
        "--pubkey",
        `${identity}.pub`,
        ...words(task, url),
      ],
    };
  },
};

function words(task: Task, url: (path: string) => string): string[] {
  switch (task.kind) {
    case "get":
      return [url(task.remote), "--output", task.local];
    case "put":
      return ["--upload-file", task.local, url(task.remote)];
    case "list":
      return [url(`${task.remote}/`)];
    default:
      return ["--head", url("/dev/null")];
  }
}
