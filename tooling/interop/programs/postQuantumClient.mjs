// An SSH client that offers the post-quantum key exchange, logs in to a port of this machine, renews the keys as often as it is told,
// and prints the key exchanges that were used.
import { offerPostQuantum } from "@sftp/channel/ssh2";
import ssh2 from "ssh2";

const [port, wanted] = process.argv.slice(2).map(Number);
const used = {};
let exchanges = 0;

const client = new ssh2.Client();
client.on("handshake", ({ kex }) => {
  used[kex] = (used[kex] ?? 0) + 1;
  // ssh2 has no public way for a client to renew the keys.
  if (exchanges++ < wanted) setImmediate(() => client._protocol.rekey());
  else client.end();
});
client.on("connect", () => client.setNoDelay(true));
client.on("close", () => console.log(`used ${JSON.stringify(used)}`));
client.connect({ host: "127.0.0.1", port, username: "ann", password: "any" });
if (!offerPostQuantum(client)) throw new Error("the key exchange is not available");
