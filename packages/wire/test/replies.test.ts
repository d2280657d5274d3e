import { describe, expect, it } from "vitest";

import { replies, type RequestRow, requests } from "../src/index.ts";

describe("the table of replies", () => {
  it("has the packet types of the draft", () => {
    expect(Object.entries(replies).map(([name, { type }]) => [type, name])).toEqual([
      [101, "status"],
      [102, "handle"],
      [103, "data"],
      [104, "name"],
      [105, "attrs"],
      [201, "extendedReply"],
    ]);
  });

  it("holds the answer to every request", () => {
    for (const { reply } of Object.values<RequestRow>(requests)) {
      if (typeof reply === "string") expect(Object.keys(replies)).toContain(reply);
      else expect(reply).toHaveProperty("extendedReply");
    }
  });
});
