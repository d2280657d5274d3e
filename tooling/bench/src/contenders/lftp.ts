import { GCM } from "./ciphers.ts";
import type { Program, Task } from "./contender.ts";
import { sshArguments } from "./sshArguments.ts";

export const lftp: Program = {
  how: "program",
  name: "lftp (mirror --parallel=8)",
  cipher: GCM,
  can: ["get", "put", "getTree", "putTree", "list"],
  command(endpoint, task) {
    const { host, port, username } = endpoint;
    const connect = `ssh -a -x ${sshArguments(endpoint).join(" ")}`;
    const commands = [
      `set sftp:connect-program "${connect}"`,
      "set net:max-retries 1",
      `open -u ${username},none -p ${port} sftp://${host}`,
      words(task),
    ];
    return { program: "lftp", args: ["--norc", "-c", commands.join("; ")] };
  },
};

function words(task: Task): string {
  switch (task.kind) {
    case "get":
      return `get "${task.remote}" -o "${task.local}"`;
    case "put":
      return `put "${task.local}" -o "${task.remote}"`;
    case "getTree":
      return `mirror --parallel=8 "${task.remote}" "${task.local}"`;
    case "putTree":
      return `mirror --reverse --parallel=8 "${task.local}" "${task.remote}"`;
    case "list":
      return `ls "${task.remote}"`;
    default:
      return "cd /";
  }
}
