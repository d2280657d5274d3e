import { runOk } from "../process/run.ts";
import { client, lines, quoted } from "./client.ts";
import { opensshOptions } from "./openssh.ts";

/** lftp, which speaks SFTP itself over a channel of OpenSSH's `ssh`. */
export const lftp = client(["renameOver", "putPreserving"], async (server) => {
  const { host, port, account } = server;
  const connect = [
    "set cmd:fail-exit yes",
    "set net:max-retries 1",
    "set xfer:clobber yes",
    `set sftp:connect-program "ssh -a -x ${opensshOptions(server).join(" ")}"`,
    `open -u ${account.username}, -p ${port} sftp://${host}`,
  ];
  const command = (...words: string[]) => runOk("lftp", ["-c", [...connect, words.join(" ")].join("; ")]);
  return {
    put: (local, remote) => command("put", quoted(local), "-o", quoted(remote)),
    get: (remote, local) => command("get", quoted(remote), "-o", quoted(local)),
    putTree: (local, remote) => command("mirror -R", quoted(local), quoted(remote)),
    getTree: (remote, local) => command("mirror", quoted(remote), quoted(local)),
    resumePut: (local, remote) => command("put -c", quoted(local), "-o", quoted(remote)),
    resumeGet: (remote, local) => command("get -c", quoted(remote), "-o", quoted(local)),
    async list(remote) {
      const { stdout } = await command("cls -1a --sort=name", quoted(`${remote}/`));
      return lines(stdout)
        .map((name) => name.replace(/\/$/, "").replace(/.*\//, ""))
        .filter((name) => name !== "." && name !== "..");
    },
    symlink: (target, path) => command("ln -s", quoted(target), quoted(path)),
    chmod: (path, mode) => command("chmod", mode, quoted(path)),
  };
});
