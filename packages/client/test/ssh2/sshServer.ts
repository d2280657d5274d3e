import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type ServerChannel } from "ssh2";
import { onTestFinished } from "vitest";
import { fingerprint } from "../../src/ssh2/hostKeys/knownHosts.ts";
import { type ModelOptions, ModelServer } from "../model/modelServer.ts";

const { privateKey } = generateKeyPairSync("ec", {
  namedCurve: "prime256v1",
  privateKeyEncoding: { type: "sec1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const parsed = ssh2.utils.parseKey(privateKey);
if (parsed instanceof Error) throw parsed;

/** The server's public key, as SSH sends it. */
export const hostKey: Buffer = parsed.getPublicSSH();

/** The server's public key as a line of known_hosts has it, after the host. */
export const hostKeyLine = `${parsed.type} ${hostKey.toString("base64")}`;

/** The fingerprint of the server's key. */
export const hostFingerprint = fingerprint(hostKey);

/** An SSH server on a loopback port with a model server as its SFTP subsystem. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
  /** The connections it has taken, in order. */
  readonly sockets: Socket[];
  /** The same as SSH connections. */
  readonly connections: Connection[];
  /** The SFTP sessions it has begun, in order. */
  readonly sessions: { readonly channel: ServerChannel; readonly sftp: ModelServer }[];
  /** What clients called themselves in SSH. */
  readonly idents: string[];
  /** The ways in which they tried to log in. */
  readonly logins: string[];
}

/** Lets in who says the password `secret`. */
function bySecret(attempt: AuthContext): void {
  if (attempt.method === "password" && attempt.password === "secret") attempt.accept();
  else attempt.reject(["password"]);
}

/**
 * Starts one for the running test.
 *
 * @param model its SFTP; without it has none
 * @param authenticate lets in, or not; by default who says the password `secret`
 * @param most how many sessions it grants on a connection
 */
export async function sshServer(
  model?: ModelOptions,
  authenticate: (attempt: AuthContext) => void = bySecret,
  most: number = Number.POSITIVE_INFINITY,
): Promise<SshServer> {
  const started: SshServer & { port: number } = {
    host: "127.0.0.1",
    port: 0,
    sockets: [],
    connections: [],
    sessions: [],
    idents: [],
    logins: [],
  };
  const ssh = new ssh2.Server({ hostKeys: [privateKey] });
  ssh.on("connection", (connection, { header }) => {
    started.connections.push(connection);
    started.idents.push(header.versions.software);
    connection.on("error", () => {});
    connection.on("authentication", (attempt) => {
      started.logins.push(attempt.method);
      authenticate(attempt);
    });
    connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
      const onwards = connectSocket(destPort, destIP);
      onwards.once("error", () => reject());
      onwards.once(
        "connect",
        () =>
          void onwards
            .pipe(accept())
            .pipe(onwards)
            .on("error", () => {}),
      );
    });
    let sessions = 0;
    connection.on("session", (accept, refuse) => {
      if (++sessions > most) return void refuse();
      // Without a listener for "sftp" this gives the bare channel, which the types do not know.
      accept().on(
        "subsystem" as "env",
        ((acceptChannel: () => ServerChannel, reject: () => void) => {
          if (model === undefined) return reject();
          const channel = acceptChannel();
          const sftp = new ModelServer(channel, model);
          started.sessions.push({ channel, sftp });
          void sftp.run();
        }) as never,
      );
    });
  });
  const listener = createServer((socket) => {
    started.sockets.push(socket);
    socket.on("error", () => {});
    ssh.injectSocket(socket);
  });
  listener.listen(0, started.host);
  await once(listener, "listening");
  started.port = (listener.address() as AddressInfo).port;
  onTestFinished(async () => {
    for (const socket of started.sockets) socket.destroy();
    listener.close();
    await once(listener, "close");
  });
  return started;
}
