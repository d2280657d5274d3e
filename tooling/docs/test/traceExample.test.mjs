// @ts-check
import { frame, fromHex, join, raw, string, u32, u64 } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { traceExample } from "../src/traceExample.mjs";

describe("the trace example", () => {
  it("is the session's real bytes, packet by packet", () => {
    const handle = string(Uint8Array.of(0, 0, 0, 42));
    const bytes = traceExample()
      .split("\n")
      .filter((line) => line.startsWith("     "));
    expect(fromHex(bytes.join("\n"))).toEqual(
      join(
        frame(1, u32(3)),
        frame(2, u32(3)),
        frame(3, u32(0), string("/hello"), u32(1), u32(0)),
        frame(102, u32(0), handle),
        frame(5, u32(1), handle, u64(0), u32(32768)),
        frame(5, u32(2), handle, u64(32768), u32(32768)),
        frame(103, u32(1), string(raw("hello\n"))),
        frame(101, u32(2), u32(1), string("End of file"), string("")),
        frame(4, u32(3), handle),
        frame(101, u32(3), u32(0), string("Success"), string("")),
      ),
    );
  });
});
