import { GCM } from "./ciphers.ts";
import type { Program, Task } from "./contender.ts";
import { sshArguments } from "./sshArguments.ts";

export const opensshSftp: Program = {
  how: "program",
  name: "OpenSSH sftp",
  cipher: GCM,
  can: ["get", "put", "getTree", "putTree", "list"],
  command: (endpoint, task) => ({
    program: "sftp",
    args: ["-q", ...sshArguments(endpoint), "-b", "-", endpoint.host],
    input: batch(task),
  }),
};

/** The same over a pipe. */
export const opensshSftpPipe: Program = {
  how: "program",
  name: "OpenSSH sftp over a pipe, no SSH",
  cipher: "none",
  can: opensshSftp.can,
  command: ({ sftpServer }, task) => ({
    program: "sftp",
    args: ["-q", "-D", sftpServer, "-b", "-"],
    input: batch(task),
  }),
};

function batch(task: Task): string {
  switch (task.kind) {
    case "get":
      return `@get "${task.remote}" "${task.local}"\n`;
    case "put":
      return `@put "${task.local}" "${task.remote}"\n`;
    case "getTree":
      return `@get -r "${task.remote}" "${task.local}"\n`;
    case "putTree":
      return `@put -r "${task.local}" "${task.remote}"\n`;
    case "list":
      return `@ls -ln "${task.remote}"\n`;
    default:
      return "@pwd\n";
  }
}
