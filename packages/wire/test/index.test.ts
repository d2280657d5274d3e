import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";

import manifest from "../package.json" with { type: "json" };
import { goldenReplies, goldenRequests, goldenVersions, ID } from "./golden.ts";

/** Fails at the first touch. */
const poison = new Proxy(function poisoned() {}, {
  get: () => {
    throw new Error("the global Buffer was used");
  },
  construct: () => {
    throw new Error("the global Buffer was used");
  },
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("the package", () => {
  it.each([
    ["removed", undefined],
    ["poisoned", poison],
  ])("needs no Buffer: with it %s, all golden bytes are the same plain arrays", async (_, replacement) => {
    vi.resetModules();
    const wire = await import("../src/index.ts");
    const frames = new wire.FrameReader();
    const encoded: [Uint8Array, Uint8Array][] = [];
    const decoded: [unknown, unknown][] = [];
    vi.stubGlobal("Buffer", replacement);
    for (const [name, cases] of Object.entries(goldenRequests)) {
      for (const { body, packet } of cases) {
        encoded.push([wire.encodeRequest(name as never, ID, body as never), packet]);
        for (const { bytes } of frames.push(packet)) {
          decoded.push([wire.decodeRequest(bytes), { kind: "request", id: ID, name, body }]);
        }
      }
    }
    for (const [name, cases] of Object.entries(goldenReplies)) {
      for (const { body, packet } of cases) {
        encoded.push([wire.encodeReply(name as never, ID, body as never), packet]);
        for (const { bytes } of frames.push(packet)) {
          decoded.push([wire.decodeReply(bytes), { name, id: ID, body, trailing: 0 }]);
        }
      }
    }
    for (const { type, body, packet } of goldenVersions) {
      encoded.push([wire.encodeVersion(type, body), packet]);
      for (const { bytes } of frames.push(packet)) decoded.push([wire.decodeVersion(type, bytes), body]);
    }
    vi.unstubAllGlobals();

    expect(encoded.length).toBeGreaterThan(50);
    expect(decoded.length).toBe(encoded.length);
    for (const [packet, golden] of encoded) {
      expect(packet.constructor).toBe(Uint8Array);
      expect(packet).toEqual(golden);
    }
    for (const [message, golden] of decoded) expect(message).toEqual(golden);
  });

  it("reads a Buffer as it reads plain bytes", async () => {
    const { decodeRequest } = await import("../src/index.ts");
    for (const [name, cases] of Object.entries(goldenRequests)) {
      for (const { body, packet } of cases) {
        const { body: read } = decodeRequest(Buffer.from(packet).subarray(4)) as { body: object };
        const plain = Object.entries(read).map(([field, value]) => [
          field,
          Buffer.isBuffer(value) ? new Uint8Array(value) : value,
        ]);
        expect(Object.fromEntries(plain), name).toEqual(body);
      }
    }
  });

  it("depends on nothing, and imports only its own files", () => {
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest).not.toHaveProperty("peerDependencies");
    const src = new URL("../src/", import.meta.url);
    for (const file of readdirSync(src)) {
      const code = readFileSync(new URL(file, src), "utf8").replaceAll(/^\s*(\/?\*|\/\/).*$/gm, "");
      for (const [, from] of code.matchAll(/from "([^"]*)"/g)) expect(from, file).toMatch(/^\.\/\w+\.ts$/);
      expect(code, file).not.toMatch(/\b(Buffer|process|import\(|require)\b/);
    }
  });
});
