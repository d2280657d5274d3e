import { EventEmitter } from "node:events";

import { it } from "vitest";

it("piles up listeners", () => {
  const emitter = new EventEmitter();
  for (let count = 0; count <= EventEmitter.defaultMaxListeners; count++) emitter.on("never", () => {});
});
