import { expect, it } from "vitest";

import { contest } from "../src/contest.ts";

it("[B-7] of two processes that want one name, one gets it and the other keeps its own", async () => {
  const pairs = 500;
  const { wrong, won } = await contest(pairs);
  expect(wrong).toBe(0);
  expect(won["a"]! + won["b"]!).toBe(pairs);
});
