// An SSH server that offers the post-quantum key exchange and renews the keys as often as it is told, for one client. It
// prints its port, and when the client has left, the key exchanges that were used.
import { offerPostQuantum, SSHDuplex } from "@sftp/channel/ssh2";
import { MemoryBackend } from "@sftp/memory-backend";
import { SFTPServer } from "@sftp/server";
import { generateHostKey } from "@sftp/server/ssh2";
import ssh2 from "ssh2";

const wanted = Number(process.argv[2]);
const used = {};
let renewed = 0;

const server = new ssh2.Server({ hostKeys: [generateHostKey()] }, (connection) => {
  if (!offerPostQuantum(connection)) throw new Error("the key exchange is not available");
  connection.on("handshake", ({ kex }) => (used[kex] = (used[kex] ?? 0) + 1));
  connection.on("rekey", () => renewed++);
  connection.on("error", () => {});
  connection.on("authentication", (attempt) => attempt.accept());
  connection.on("ready", () => {
    const timer = setInterval(() => {
      if (renewed >= wanted) clearInterval(timer);
      else connection.rekey();
    }, 1);
  });
  connection.on("session", (accept) => {
    accept().on("subsystem", (start) => {
      const duplex = new SSHDuplex(start(), connection);
      void new SFTPServer(duplex, { backend: new MemoryBackend() }).closed;
    });
  });
  connection.on("close", () => {
    console.log(`used ${JSON.stringify(used)}`);
    server.close();
  });
}).listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
