import { expect, it } from "vitest";

import { rejections } from "../../src/codec/rejections.ts";

it.each(Object.entries(rejections))("is refused: %s", (_, refuse) => {
  expect(refuse).not.toThrow();
});
