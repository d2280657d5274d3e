import { expect, it } from "vitest";

import { contentOf, difference, isPrefix } from "../src/world/content.ts";

it("makes contents that differ by name and by offset", () => {
  const content = contentOf("a", 1_001);
  expect(content).toHaveLength(1_001);
  expect(difference(contentOf("a", 1_001), content)).toBeUndefined();
  expect(difference(contentOf("b", 1_001), content)).toBe(
    "1001 bytes instead of 1001 bytes, differing from byte 0 on",
  );
  expect(difference(content.subarray(8), content)).toMatch(/^993 bytes instead of 1001 bytes/);
});

it("tells a prefix and an absent file", () => {
  const content = contentOf("a", 100);
  expect(isPrefix(contentOf("a", 50), content)).toBe(true);
  expect(isPrefix(contentOf("b", 50), content)).toBe(false);
  expect(difference(undefined, content)).toBe("nothing instead of 100 bytes");
  expect(difference(undefined, undefined)).toBeUndefined();
});
