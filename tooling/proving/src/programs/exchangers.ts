/**
 * Clients that do nothing but exchange keys, without ever logging in: connections of ten addresses of this machine, which
 * renew their keys as soon as they have them, or connect anew when they are refused that. It ends with its parent.
 */
import { connect } from "node:net";

import ssh2 from "ssh2";

const [host = "", port = ""] = process.argv.slice(2);
const ADDRESSES = 10;
const CONNECTIONS = 3;
let exchanges = 0;

function begin(localAddress: string): void {
  const socket = connect({ host, port: Number(port), localAddress });
  const client = new ssh2.Client();
  client.on("error", () => {});
  client.on("handshake", () => {
    exchanges++;
    setImmediate(() => {
      try {
        // ssh2 has no public way for a client to renew the keys.
        (client as unknown as { _protocol: { rekey(): void } })._protocol.rekey();
      } catch {}
    });
  });
  socket.on("error", () => {}).on("close", () => setTimeout(() => begin(localAddress), 50));
  client.connect({
    sock: socket,
    username: "nobody",
    authHandler: () => undefined as never,
    readyTimeout: 0,
  });
}

for (let address = 1; address <= ADDRESSES; address++) {
  for (let n = 0; n < CONNECTIONS; n++) begin(`127.0.0.${address}`);
}
process.on("message", () => process.send!(exchanges));
process.on("disconnect", () => process.exit());
process.send!("begun");
