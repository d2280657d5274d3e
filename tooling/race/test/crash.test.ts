import { expect, it } from "vitest";

import { crashes } from "../src/crash.ts";

it("[B-8] a server that is killed in an upload leaves the old file or the new one, whole", async () => {
  const { caught, partial } = await crashes(12);
  expect(partial).toBe(0);
  expect(caught).toBeGreaterThan(0);
});
