import { frame, string, u32 } from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { encodeAnswer, encodeStatus } from "../../src/replies/encodeAnswer.ts";
import { END } from "../../src/handlers/handler.ts";

const v3 = { version: 3, names: undefined };

describe("encodeAnswer", () => {
  it("is STATUS OK for a request that only succeeds or fails, whatever the backend returned", () => {
    const ok = Buffer.from(frame(101, u32(7), u32(0), string("Success"), string("")));
    for (const answer of [undefined, true, 0, "done", new Uint8Array(3)]) {
      expect(Buffer.from(encodeAnswer("remove", 7, answer as never, v3))).toEqual(ok);
    }
  });

  it("is STATUS EOF at the end", () => {
    const eof = Buffer.from(frame(101, u32(7), u32(1), string("End of file"), string("")));
    for (const name of ["read", "readdir", "copy-data"] as const) {
      expect(Buffer.from(encodeAnswer(name, 7, END, v3))).toEqual(eof);
    }
  });

  it("is what the row says for all others", () => {
    const handle = encodeAnswer("open", 7, { handle: Buffer.from("h") }, v3);
    expect(Buffer.from(handle)).toEqual(Buffer.from(frame(102, u32(7), string("h"))));
    const hash = { name: "md5-hash", digest: Buffer.from("d") };
    const reply = frame(201, u32(7), string("md5-hash"), string("d"));
    expect(Buffer.from(encodeAnswer("md5-hash", 7, hash, v3))).toEqual(Buffer.from(reply));
  });
});

describe("encodeStatus", () => {
  it("[S21] has message and language, from version 3 on", () => {
    const status = { code: 4, message: "no" };
    expect(Buffer.from(encodeStatus(7, status, v3))).toEqual(
      Buffer.from(frame(101, u32(7), u32(4), string("no"), string(""))),
    );
    expect(Buffer.from(encodeStatus(7, status, { ...v3, version: 2 }))).toEqual(
      Buffer.from(frame(101, u32(7), u32(4))),
    );
  });
});
