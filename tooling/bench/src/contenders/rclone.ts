import { GCM } from "./ciphers.ts";
import type { Endpoint, Program, Task } from "./contender.ts";

export const rclone: Program = {
  how: "program",
  name: "rclone (--transfers 16)",
  cipher: GCM,
  can: ["get", "put", "getTree", "putTree", "list"],
  command: (endpoint, task) => ({ program: "rclone", args: [...words(task), ...options(endpoint)] }),
};

function words(task: Task): string[] {
  switch (task.kind) {
    case "get":
      return ["copyto", `:sftp:${task.remote}`, task.local];
    case "put":
      return ["copyto", task.local, `:sftp:${task.remote}`];
    case "getTree":
      return ["copy", `:sftp:${task.remote}`, task.local];
    case "putTree":
      return ["copy", task.local, `:sftp:${task.remote}`];
    case "list":
      return ["lsl", "--max-depth", "1", `:sftp:${task.remote}`];
    default:
      return ["about", ":sftp:/"];
  }
}

/** Bytes only: no digests by commands at the server, no times, no comparing with what may be there. */
function options({ host, port, username, identity }: Endpoint): string[] {
  const parallel = "--transfers 16 --checkers 16";
  const plain = "--sftp-disable-hashcheck --sftp-set-modtime=false --no-check-dest --ignore-times";
  const server = `--sftp-host ${host} --sftp-port ${port} --sftp-user ${username}`;
  return [
    ...`--config /dev/null --retries 1 ${parallel} ${plain} ${server} --sftp-key-file`.split(" "),
    identity,
  ];
}
