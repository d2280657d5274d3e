import { describe, expect, it } from "vitest";

import { serverWorks } from "../../src/servers/serverWorks.ts";
import { quick } from "../../src/works/sizes.ts";

describe("serverWorks", () => {
  it("has each driver ask for files, trees and a listing, on the same corpus", () => {
    const all = serverWorks("/corpus", quick);
    const kinds = ["get", "put", "get-tree", "put-tree", "list"];
    expect(all.map(({ work }) => work.id)).toEqual([
      "sftp-start",
      ...kinds.map((kind) => `sftp-${kind}`),
      ...kinds.map((kind) => `client-${kind}`),
    ]);
    expect(all.every(({ work, driver }) => driver.can.includes(work.kind))).toBe(true);
  });
});
