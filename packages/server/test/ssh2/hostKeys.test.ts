import { expect, it } from "vitest";

import { generateHostKey, hostKeyFingerprints } from "../../src/ssh2/hostKeys.ts";

it("every generated host key is one that can be used, and another one", () => {
  const keys = Array.from({ length: 300 }, generateHostKey);
  expect(new Set(hostKeyFingerprints(keys)).size).toBe(keys.length);
});
