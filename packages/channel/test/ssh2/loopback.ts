import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

import ssh2, { type Client, type ClientChannel, type Connection, type ServerChannel } from "ssh2";

const { privateKey: hostKey } = generateKeyPairSync("ec", {
  namedCurve: "prime256v1",
  privateKeyEncoding: { type: "sec1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** A client and a server of ssh2 that met over a real socket, with one raw channel between them. */
export interface Loopback {
  client: Client;
  clientChannel: ClientChannel;
  clientSocket: Socket;
  server: Connection;
  serverChannel: ServerChannel;
  serverSocket: Socket;
  close(): Promise<void>;
}

/** Connects over the loopback interface and opens the subsystem "sftp" with raw channels on both sides. */
export async function loopback(): Promise<Loopback> {
  const listener = createServer().listen(0, "127.0.0.1");
  const sshServer = new ssh2.Server({ hostKeys: [hostKey] });
  const accepted = new Promise<Pick<Loopback, "server" | "serverChannel" | "serverSocket">>((resolve) => {
    listener.on("connection", (serverSocket: Socket) => {
      sshServer.once("connection", (server) => {
        server.on("error", () => {});
        server.on("authentication", (attempt) => attempt.accept());
        server.on("session", (accept) => {
          accept().on(
            "subsystem" as "env",
            ((acceptChannel: () => ServerChannel) => {
              resolve({ server, serverSocket, serverChannel: acceptChannel() });
            }) as never,
          );
        });
      });
      sshServer.injectSocket(serverSocket);
    });
  });
  await once(listener, "listening");

  const client = new ssh2.Client();
  client.on("error", () => {});
  client.connect({
    host: "127.0.0.1",
    port: (listener.address() as AddressInfo).port,
    username: "u",
    password: "p",
  });
  await once(client, "ready");
  const clientChannel = await new Promise<ClientChannel>((resolve, reject) => {
    client.subsys("sftp", (error, channel) => (error ? reject(error) : resolve(channel)));
  });
  const { _sock: clientSocket } = client as unknown as { _sock: Socket };
  const { server, serverChannel, serverSocket } = await accepted;
  return {
    client,
    clientChannel,
    clientSocket,
    server,
    serverChannel,
    serverSocket,
    async close() {
      clientSocket.destroy();
      serverSocket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
