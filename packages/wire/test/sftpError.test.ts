import { inspect } from "node:util";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

import { isProtocolError, isSFTPError, protocolError, SFTPError, StatusCode } from "../src/index.ts";
import { runs } from "./arbitraries.ts";

afterEach(() => vi.resetModules());

describe("SFTPError", () => {
  it("[M4] carries number, errno, operation, path, the server's text and language", () => {
    const cause = new Error("below");
    const error = new SFTPError(StatusCode.FAILURE, "open /a: disk on fire", {
      operation: "open",
      request: "opendir",
      path: "/a",
      serverMessage: "disk on fire",
      language: "en",
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "SFTPError",
      message: "open /a: disk on fire",
      status: 4,
      code: "EIO",
      operation: "open",
      request: "opendir",
      path: "/a",
      serverMessage: "disk on fire",
      language: "en",
      cause,
    });
  });

  it("[M4] has a code for every status, and never an empty one", () => {
    expect(new SFTPError(2)).toMatchObject({ status: 2, code: "ENOENT", message: "No such file" });
    expect(new SFTPError(3)).toMatchObject({ status: 3, code: "EACCES", message: "Permission denied" });
    for (let status = 0; status < 40; status++) expect(new SFTPError(status).code).toMatch(/^[A-Z]+$/);
    expect(new SFTPError(4, "quota", { code: "EDQUOT" })).toMatchObject({ status: 4, code: "EDQUOT" });
  });

  it("[M4] has a status only if a STATUS said so", () => {
    const lost = new SFTPError("ERR_SFTP_CLOSED", "the session ended");
    expect(lost).toMatchObject({ status: undefined, code: "ERR_SFTP_CLOSED", message: "the session ended" });
    expect(new SFTPError("ETIMEDOUT").message).toBe("ETIMEDOUT");
    expect("cause" in lost).toBe(false);
  });

  it("shows nothing in its message that acts on a terminal; what the server said stays beside it", () => {
    const error = new SFTPError(4, "rm \u001b[2J\u202e", { serverMessage: "\u001b[2J" });
    expect(error.message).toBe("rm \\u{1b}[2J\\u{202e}");
    expect(error.serverMessage).toBe("\u001b[2J");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (message) => {
        expect(new SFTPError(4, message).message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      runs(300),
    );
  });

  it("has its name on the prototype, so that it shows once", () => {
    const error = new SFTPError(2);
    expect(String(error)).toBe("SFTPError: No such file");
    expect(Object.keys(error)).not.toContain("name");
    expect(inspect(error)).toMatch(/^SFTPError: No such file\n/);
  });
});

describe("isSFTPError", () => {
  it("knows the errors of another copy of the package, and nothing else", async () => {
    const copy = await import("../src/index.ts?copy" as "../src/index.ts");
    vi.resetModules();
    const other = await import("../src/sftpError.ts");
    const foreign = new other.SFTPError(2);
    expect(foreign).not.toBeInstanceOf(SFTPError);
    expect(isSFTPError(foreign)).toBe(true);
    expect(copy.isSFTPError(new SFTPError(2))).toBe(true);
    for (const value of [new Error("plain"), { code: "ENOENT" }, null, undefined, "SFTPError", 2]) {
      expect(isSFTPError(value)).toBe(false);
    }
  });
});

describe("protocolError", () => {
  it("is an SFTPError of its own code", () => {
    const error = protocolError("nonsense");
    expect(error).toMatchObject({ code: "ERR_SFTP_PROTOCOL", status: undefined, message: "nonsense" });
    expect(isProtocolError(error)).toBe(true);
    expect(isProtocolError(new SFTPError("ERR_SFTP_CLOSED"))).toBe(false);
    expect(isProtocolError(new Error("ERR_SFTP_PROTOCOL"))).toBe(false);
  });

  it("[W-10] has no stack trace, and leaves those of others alone", () => {
    const limit = Error.stackTraceLimit;
    expect(protocolError("nonsense").stack).toBe("SFTPError: nonsense");
    expect(Error.stackTraceLimit).toBe(limit);
    expect(new SFTPError(4).stack).toContain("\n    at ");
  });
});
