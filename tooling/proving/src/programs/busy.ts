/** Clients that are never idle, each with an SSH connection of its own: they read, write, list and ask until their parent ends. */
import { connect } from "@sftp/client/ssh2";

import { PASSWORD, USER } from "../process/login.ts";

const [host = "", port = "", count = ""] = process.argv.slice(2);
const CONTENT = Buffer.alloc(256 * 1024, "busy");

const clients = await Promise.all(
  Array.from({ length: Number(count) }, () =>
    connect({ host, port: Number(port), username: USER, password: PASSWORD, hostKey: "insecure-accept-any" }),
  ),
);
let operations = 0;
for (const [number, sftp] of clients.entries()) {
  void (async () => {
    for (;;) {
      await sftp.writeFile(`/${number}`, CONTENT);
      const content = await sftp.readFile(`/${number}`);
      if (!CONTENT.equals(content)) throw new Error("what was read is not what was written");
      await Promise.all([sftp.stat(`/${number}`), sftp.listdirAttr("/")]);
      operations += 4;
    }
  })();
}
process.send!("busy");
process.on("message", () => process.send!(operations));
process.on("disconnect", () => process.exit());
