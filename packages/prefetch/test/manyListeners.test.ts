import { getEventListeners } from "node:events";

import { expect, it } from "vitest";

import { allowManyListeners, callController } from "../src/manyListeners.ts";

it("lets any number of calls listen", () => {
  const { signal } = new AbortController();
  allowManyListeners(signal);
  for (const each of [signal, callController().signal]) {
    // Node warns above ten, and a warning fails the suite.
    for (let n = 0; n < 50; n++) each.addEventListener("abort", () => n);
    expect(getEventListeners(each, "abort")).toHaveLength(50);
  }
});
