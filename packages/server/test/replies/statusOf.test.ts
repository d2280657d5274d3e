import { SFTPError, StatusCode } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { statusOf } from "../../src/replies/statusOf.ts";

describe("statusOf", () => {
  it("an SFTPError goes out as it is", () => {
    const error = new SFTPError(StatusCode.PERMISSION_DENIED, "not on Sundays");
    expect(statusOf(error, 3)).toEqual({ code: 3, message: "not on Sundays" });
  });

  it("an SFTPError without a status has that of its code", () => {
    expect(statusOf(new SFTPError("EXDEV"), 3)).toEqual({
      code: 4,
      message: "cross-device link not permitted",
    });
    expect(statusOf(new SFTPError("ENOENT", "never was"), 3)).toEqual({ code: 2, message: "never was" });
  });

  it("a status that the peer does not know keeps its words", () => {
    const error = new SFTPError(StatusCode.QUOTA_EXCEEDED);
    expect(statusOf(error, 3)).toEqual({ code: 4, message: "Quota exceeded" });
    expect(statusOf(error, 5)).toEqual({ code: 15, message: "Quota exceeded" });
  });

  it.each([StatusCode.OK, StatusCode.NO_CONNECTION, StatusCode.CONNECTION_LOST, 77])(
    "%i is never sent for a failure",
    (status) => {
      expect(statusOf(new SFTPError(status), 6)?.code).toBe(StatusCode.FAILURE);
    },
  );

  it("an error of Node goes out without its message, which has paths in it", () => {
    const error = Object.assign(new Error("ENOENT: no such file, open '/srv/secret'"), { code: "ENOENT" });
    expect(statusOf(error, 3)).toEqual({ code: 2, message: "No such file" });
  });

  it("nothing is said of any other error", () => {
    expect(statusOf(new Error("password is hunter2"), 3)).toBeUndefined();
    expect(statusOf("oops", 3)).toBeUndefined();
  });
});
