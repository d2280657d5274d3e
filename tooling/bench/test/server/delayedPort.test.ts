import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

import { describe, expect, it } from "vitest";

import { randomBytes } from "../../src/corpus/randomFile.ts";
import { delayedPort } from "../../src/server/delayedPort.ts";

describe("delayedPort", () => {
  it("brings everything, in order, and the end of each side, but not before its time", async () => {
    const echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(
      0,
      "127.0.0.1",
    );
    await once(echo, "listening");
    const port = await delayedPort((echo.address() as AddressInfo).port, 80);
    const sent = randomBytes(1)(3_000_000);
    const hash = createHash("sha256");
    const started = performance.now();
    let first = Number.POSITIVE_INFINITY;

    const socket = connect(port.port, "127.0.0.1");
    socket.end(sent);
    for await (const chunk of socket) {
      first = Math.min(first, performance.now() - started);
      hash.update(chunk as Buffer);
    }
    port.close();
    echo.close();

    expect(hash.digest("hex")).toBe(createHash("sha256").update(sent).digest("hex"));
    // Timers of Node may fire a millisecond early.
    expect(first).toBeGreaterThan(77);
  });
});
