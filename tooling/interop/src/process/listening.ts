import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when somebody accepts connections on this port of loopback; for servers that do not say so themselves. */
export async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      await sleep(20);
    } finally {
      socket.destroy();
    }
  }
}
