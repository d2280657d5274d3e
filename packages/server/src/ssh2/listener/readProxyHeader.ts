import type { Socket } from "node:net";

import { parseProxyHeader, type ProxiedClient } from "./proxyHeader.ts";

/**
 * Takes the header of the PROXY protocol from a socket that nobody has read from; what follows the header stays in the
 * socket.
 *
 * @param timeout how long that may take, in milliseconds
 * @returns the client, or `undefined` where the proxy names none
 * @throws Error if there is no such header, or it does not arrive in time
 */
export function readProxyHeader(socket: Socket, timeout: number): Promise<ProxiedClient | undefined> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const settle = (act: () => void): void => {
      clearTimeout(deadline);
      socket.off("readable", read).off("close", closed);
      act();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const read = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      bytes = Buffer.concat([bytes, chunk]);
      try {
        const header = parseProxyHeader(bytes);
        if (header === undefined) return;
        settle(() => {
          if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
          resolve(header.client);
        });
      } catch (error) {
        fail(error as Error);
      }
    };
    const closed = (): void => fail(new Error("it ended before the PROXY header"));
    const late = (): void => fail(new Error("the PROXY header did not arrive in time"));
    const deadline = setTimeout(late, timeout).unref();
    socket.on("readable", read).on("close", closed);
  });
}
