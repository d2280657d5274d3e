import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect as netConnect, createServer, type Socket } from "node:net";

import ssh2, {
  type Algorithms,
  type Client,
  type ClientChannel,
  type Connection,
  type ServerChannel,
} from "ssh2";

import { offerPostQuantum } from "../../src/ssh2/postQuantum.ts";

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

/** What may be other than usual. */
export interface LoopbackOptions {
  /** Makes the client's socket, before the client does anything. */
  readonly connect?: (address: { host: string; port: number }, client: Client) => Promise<Socket>;
  readonly algorithms?: Algorithms;
  /** Which sides offer the post-quantum key exchange. */
  readonly offerPostQuantum?: { readonly client: boolean; readonly server: boolean };
  /** Called with the name of each key exchange that the client takes part in. */
  readonly onKeyExchange?: (name: string) => void;
}

/** Connects over the loopback interface and opens the subsystem "sftp" with raw channels on both sides. */
export async function loopback({
  connect,
  algorithms,
  offerPostQuantum: offers,
  onKeyExchange,
}: LoopbackOptions = {}): Promise<Loopback> {
  const listener = createServer().listen(0, "127.0.0.1");
  const sshServer = new ssh2.Server({ hostKeys: [hostKey] });
  const accepted = new Promise<Pick<Loopback, "server" | "serverChannel" | "serverSocket">>((resolve) => {
    listener.on("connection", (serverSocket: Socket) => {
      sshServer.once("connection", (server) => {
        server.on("error", () => {});
        if (offers?.server) offerPostQuantum(server);
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
  const { port } = listener.address() as AddressInfo;
  const address = { host: "127.0.0.1", port };
  const clientSocket = (await connect?.(address, client)) ?? netConnect(address);
  client.connect({ sock: clientSocket, username: "u", password: "p", ...(algorithms && { algorithms }) });
  if (offers?.client) offerPostQuantum(client);
  client.on("handshake", ({ kex }) => onKeyExchange?.(kex));
  await once(client, "ready");
  const clientChannel = await new Promise<ClientChannel>((resolve, reject) => {
    client.subsys("sftp", (error, channel) => (error ? reject(error) : resolve(channel)));
  });
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
