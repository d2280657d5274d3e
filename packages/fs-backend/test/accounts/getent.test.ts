import { expect, it } from "vitest";

import { getent } from "../../src/accounts/getent.ts";

it("returns lines for what there is, and nothing for what there is not", async () => {
  expect(await getent("passwd", ["0"])).toContainEqual(expect.stringMatching(/^root:[^:]*:0:/));
  expect((await getent("passwd", ["no.such.user"])).join("")).toBe("");
});
