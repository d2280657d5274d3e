import { getEventListeners } from "node:events";

import { expect, it } from "vitest";

import { callController } from "../src/callController.ts";

it("lets any number of calls listen", () => {
  const { signal } = callController();
  // Node warns above ten, and a warning fails the suite.
  for (let n = 0; n < 50; n++) signal.addEventListener("abort", () => n);
  expect(getEventListeners(signal, "abort")).toHaveLength(50);
});
