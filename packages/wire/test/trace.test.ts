import { frame, string, u32, u64 } from "@sftp/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  formatReply,
  formatRequest,
  type ReplyBody,
  type ReplyName,
  type RequestBody,
  type RequestName,
} from "../src/index.ts";
import { anyReply, anyRequest, runs } from "./arbitraries.ts";

const handle = Uint8Array.of(0, 0, 0, 42);
const request = <N extends RequestName>(name: N, body: RequestBody<N>) =>
  formatRequest(decodeRequest(encodeRequest(name, 7, body).subarray(4)));
const reply = <N extends ReplyName>(name: N, body: ReplyBody<N>) =>
  formatReply(decodeReply(encodeReply(name, 7, body).subarray(4)));

describe("formatRequest", () => {
  it("is one line with every field", () => {
    expect(request("read", { handle, offset: 32768, length: 32768 })).toBe(
      "read #7 handle=0000002a offset=32768 length=32768",
    );
    expect(request("write", { handle, offset: 2n ** 63n, data: new Uint8Array(3) })).toBe(
      "write #7 handle=0000002a offset=9223372036854775808 data=<3 bytes>",
    );
    expect(request("limits@openssh.com", {})).toBe("limits@openssh.com #7");
    expect(request("copy-file", { sourcePath: "a", destinationPath: "b", overwrite: true })).toBe(
      'copy-file #7 sourcePath="a" destinationPath="b" overwrite=true',
    );
    expect(request("users-groups-by-id@openssh.com", { uids: [0, 7], gids: [] })).toBe(
      "users-groups-by-id@openssh.com #7 uids=[0, 7] gids=[]",
    );
  });

  it("shows attributes with the mode in octal", () => {
    const attrs = { size: 5, mode: 0o100644, extended: new Map([["a\n", handle]]) };
    expect(request("setstat", { path: "/f", attrs })).toBe(
      'setstat #7 path="/f" attrs={size=5 mode=0100644 extended=["a\\n"]}',
    );
    expect(request("mkdir", { path: "/f", attrs: {} })).toBe('mkdir #7 path="/f" attrs={}');
  });

  it("shortens handles that are no handles", () => {
    expect(request("close", { handle: new Uint8Array(33) })).toBe(`close #7 handle=${"00".repeat(32)}...`);
  });

  it("says what could not be decoded", () => {
    expect(formatRequest(decodeRequest(frame(99, u32(7)).subarray(4)))).toBe("unknown #7 packet type 99");
    expect(formatRequest(decodeRequest(frame(200, u32(7), string("x\u001b")).subarray(4)))).toBe(
      "unknown #7 extension x\\u{1b}",
    );
    expect(formatRequest(decodeRequest(frame(5, u32(7), string(handle), u64(0)).subarray(4)))).toBe(
      "malformed read #7 the packet ends 4 bytes early (4 wanted at 21)",
    );
  });
});

describe("formatReply", () => {
  it("is one line with what matters", () => {
    expect(reply("status", { code: 2, message: "No such file", language: "en" })).toBe(
      'status #7 NO_SUCH_FILE "No such file"',
    );
    expect(reply("status", { code: 99 })).toBe("status #7 STATUS_99");
    expect(reply("data", { data: new Uint8Array(32768) })).toBe("data #7 32768 bytes");
    expect(reply("handle", { handle })).toBe("handle #7 handle=0000002a");
    expect(reply("attrs", { attrs: { uid: 1, gid: 2 } })).toBe("attrs #7 attrs={uid=1 gid=2}");
    expect(reply("extendedReply", { payload: handle })).toBe("extendedReply #7 payload=<4 bytes>");
    const entries = ["a", "\u202eb"].map((filename) => ({ filename, longname: "", attrs: {} }));
    expect(reply("name", { entries })).toBe('name #7 entries=["a", "\\u{202e}b"]');
  });
});

describe("a trace", () => {
  it("is always one line without control characters", () => {
    fc.assert(
      fc.property(anyRequest, anyReply, (sent, answer) => {
        const lines = [
          formatRequest(decodeRequest(encodeRequest(sent.name, sent.id, sent.body).subarray(4))),
          formatReply(decodeReply(encodeReply(answer.name, answer.id, answer.body).subarray(4))),
        ];
        for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]/u);
      }),
      runs(300),
    );
  });
});
