import { expect, it } from "vitest";

import { attempt } from "../src/attempt.ts";

it("turns a throw into a rejection and leaves the rest as it is", async () => {
  const promise = Promise.resolve(1);
  expect(attempt(() => promise)).toBe(promise);
  const error = new Error("early");
  const failing = attempt(() => {
    throw error;
  });
  await expect(failing).rejects.toBe(error);
});
