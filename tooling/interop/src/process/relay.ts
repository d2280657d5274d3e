import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A port on loopback that leads to another one, until the line is cut. */
export interface Relay {
  readonly port: number;
  /** Ends every connection there is, at both sides, in the middle of whatever they do. */
  cut(): void;
  /** Ends the relay itself. */
  stop(): Promise<void>;
}

/** Starts a relay to a port of loopback. */
export async function relayTo(port: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // One that is cut resets the other.
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => sockets.forEach((socket) => void socket.resetAndDestroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    async stop() {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}
