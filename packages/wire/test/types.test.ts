import { describe, expectTypeOf, it } from "vitest";

import {
  type Attrs,
  type DecodedReply,
  type DecodedRequest,
  encodeReply,
  encodeRequest,
  encodeExtendedReply,
  extendedReplies,
  type ReplyBody,
  type ReplyName,
  type ReplyTo,
  type RequestBody,
  type RequestName,
  type UInt64,
} from "../src/index.ts";

/** Checked by the compiler; nothing here is run. */
const never = (..._unused: ((...parameters: never[]) => unknown)[]) => {};

describe("types are derived from the table", () => {
  it("the body of a request has its row's fields", () => {
    expectTypeOf<RequestBody<"open">>().branded.toEqualTypeOf<{
      path: string;
      flags: number;
      attrs: Attrs;
    }>();
    expectTypeOf<RequestBody<"read">>().branded.toEqualTypeOf<{
      handle: Uint8Array;
      offset: UInt64;
      length: number;
    }>();
    expectTypeOf<RequestBody<"copy-file">["overwrite"]>().toEqualTypeOf<boolean>();
    expectTypeOf<RequestBody<"users-groups-by-id@openssh.com">>().branded.toEqualTypeOf<{
      uids: number[];
      gids: number[];
    }>();
    expectTypeOf<keyof RequestBody<"limits@openssh.com">>().toEqualTypeOf<never>();
  });

  it("a wrong, missing or surplus field is a compile error", () => {
    const handle = new Uint8Array(4);
    never(() => encodeRequest("close", 1, { handle }));
    // @ts-expect-error -- a handle is bytes
    never(() => encodeRequest("close", 1, { handle: "0" }));
    // @ts-expect-error -- the length is missing
    never(() => encodeRequest("read", 1, { handle, offset: 0 }));
    // @ts-expect-error -- CLOSE has no offset
    never(() => encodeRequest("close", 1, { handle, offset: 0 }));
    // @ts-expect-error -- the flags are no string
    never(() => encodeRequest("open", 1, { path: "/", flags: "r", attrs: {} }));
    // @ts-expect-error -- attributes have no such field
    never(() => encodeRequest("mkdir", 1, { path: "/", attrs: { permissions: 0o755 } }));
    // @ts-expect-error -- there is no such request
    never(() => encodeRequest("chmod", 1, { path: "/" }));
    // @ts-expect-error -- a name has a longname
    never(() => encodeReply("name", 1, { entries: [{ filename: "", attrs: {} }] }));
    // @ts-expect-error -- a digest is bytes
    never(() => encodeExtendedReply(extendedReplies.md5Hash, 1, { name: "md5-hash", digest: "0f" }));
  });

  it("only what old peers leave out is optional", () => {
    expectTypeOf<ReplyBody<"status">>().branded.toEqualTypeOf<
      { code: number } & { message?: string; language?: string }
    >();
    never(() => encodeReply("status", 1, { code: 4 }));
    // @ts-expect-error -- the code is not optional
    never(() => encodeReply("status", 1, { message: "Failure" }));
  });

  it("a request knows the body of its reply", () => {
    expectTypeOf<ReplyTo<"open">>().toEqualTypeOf<ReplyBody<"handle">>();
    expectTypeOf<ReplyTo<"read">>().toEqualTypeOf<ReplyBody<"data">>();
    expectTypeOf<ReplyTo<"rename">>().toEqualTypeOf<ReplyBody<"status">>();
    expectTypeOf<ReplyTo<"statvfs@openssh.com">["fsid"]>().toEqualTypeOf<bigint>();
    expectTypeOf<ReplyTo<"space-available">["bytesPerAllocationUnit"]>().toEqualTypeOf<number>();
  });

  it("a decoded message is told apart by its name", () => {
    never((message: DecodedRequest) => {
      if (message.kind !== "request") return expectTypeOf(message).not.toHaveProperty("body");
      expectTypeOf(message.name).toEqualTypeOf<RequestName>();
      if (message.name === "write") expectTypeOf(message.body.data).toEqualTypeOf<Uint8Array>();
      return message;
    });
    never((message: DecodedReply) => {
      expectTypeOf(message.name).toEqualTypeOf<ReplyName>();
      if (message.name === "status") expectTypeOf(message.body.code).toEqualTypeOf<number>();
      return message;
    });
  });
});
