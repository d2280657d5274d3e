import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What may be on its way in one direction, in bytes; more than any window of SSH. */
const PIPE = 64 * 1024 * 1024;

/** A port that leads to another one of this machine, further away. */
export interface DelayedPort {
  readonly port: number;
  close(): void;
}

/** Opens a port behind which the round trip takes `roundTrip` milliseconds more, at any speed. */
export async function delayedPort(target: number, roundTrip: number): Promise<DelayedPort> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    delay(near, far, roundTrip / 2);
    delay(far, near, roundTrip / 2);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => [near, far].forEach((other) => other.destroy()));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Hands on what comes, and its end, `milliseconds` later. */
function delay(from: Socket, to: Socket, milliseconds: number): void {
  const line: { due: number; chunk: Buffer | null }[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const put = (chunk: Buffer | null): void => {
    line.push({ due: performance.now() + milliseconds, chunk });
    bytes += chunk?.length ?? 0;
    if (bytes > PIPE) from.pause();
    timer ??= setTimeout(deliver, milliseconds);
  };
  const deliver = (): void => {
    timer = undefined;
    const now = performance.now();
    to.cork();
    while (line.length > 0 && line[0]!.due <= now && to.writableLength < PIPE) {
      const { chunk } = line.shift()!;
      bytes -= chunk?.length ?? 0;
      if (chunk !== null) to.write(chunk);
      else to.end();
    }
    to.uncork();
    if (bytes <= PIPE) from.resume();
    if (line.length > 0 && !to.destroyed) timer = setTimeout(deliver, Math.max(line[0]!.due - now, 1));
  };
  from.on("data", put);
  from.on("end", () => put(null));
  from.on("close", () => from.readableEnded || to.destroy());
  to.on("close", () => clearTimeout(timer));
}
