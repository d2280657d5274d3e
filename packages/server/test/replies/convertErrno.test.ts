import { readFileSync } from "node:fs";
import { constants } from "node:os";

import { StatusCode } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { convertErrno, errnoCode, errnoText, lowerStatus } from "../../src/replies/convertErrno.ts";

const error = (code: string) => Object.assign(new Error(), { code });

describe("convertErrno", () => {
  it.each([
    ["EACCES", StatusCode.PERMISSION_DENIED, "Permission denied"],
    ["ENOENT", StatusCode.NO_SUCH_FILE, "No such file"],
    ["ENOTDIR", StatusCode.NO_SUCH_FILE, "Not a directory"],
    ["EPERM", StatusCode.PERMISSION_DENIED, "Permission denied"],
    ["EEXIST", StatusCode.FAILURE, "File already exists"],
    ["EINVAL", StatusCode.BAD_MESSAGE, "Invalid parameter"],
    ["ENAMETOOLONG", StatusCode.BAD_MESSAGE, "Invalid filename"],
    ["ELOOP", StatusCode.NO_SUCH_FILE, "Too many symbolic links"],
    ["EROFS", StatusCode.FAILURE, "Write protected"],
    ["ENOSPC", StatusCode.FAILURE, "No space left on device"],
    ["EDQUOT", StatusCode.FAILURE, "Quota exceeded"],
    ["ENOTEMPTY", StatusCode.FAILURE, "Directory not empty"],
    ["EISDIR", StatusCode.FAILURE, "File is a directory"],
    ["EBADF", StatusCode.FAILURE, "Invalid handle"],
    ["ENOSYS", StatusCode.OP_UNSUPPORTED, "Operation unsupported"],
    ["ENOTSUP", StatusCode.OP_UNSUPPORTED, "Operation unsupported"],
    ["EMFILE", StatusCode.FAILURE, "too many open files"],
    ["ENFILE", StatusCode.FAILURE, "file table overflow"],
    ["EIO", StatusCode.FAILURE, "i/o error"],
    ["EXDEV", StatusCode.FAILURE, "cross-device link not permitted"],
  ])("[S6] [F35] %s is %i, in words %j", (code, status, text) => {
    expect(convertErrno(error(code))).toBe(status);
    expect(errnoText(code)).toBe(text);
  });

  it("takes what Node's fs throws", () => {
    const caught = (() => {
      try {
        return readFileSync("/nowhere/at/all");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(convertErrno(caught)).toBe(StatusCode.NO_SUCH_FILE);
  });

  it("knows an errno that Node has no name for by its number", () => {
    const nameless = { code: "Unknown system error -122", errno: -constants.errno.EDQUOT };
    expect(errnoCode(nameless)).toBe("EDQUOT");
    expect(convertErrno(nameless)).toBe(StatusCode.FAILURE);
  });

  it.each([
    undefined,
    null,
    "ENOENT",
    2,
    {},
    new Error("x"),
    { code: 2 },
    { code: "ERR_ASSERTION" },
    { code: "toString" },
  ])("what is no errno is FAILURE: %o", (thrown) => {
    expect(errnoCode(thrown)).toBeUndefined();
    expect(convertErrno(thrown)).toBe(StatusCode.FAILURE);
  });
});

describe("lowerStatus", () => {
  it("leaves no status above 8 to a peer of version 3 or less", () => {
    for (let code = 0; code <= 31; code++) {
      expect(lowerStatus(code, 3)).toBe(lowerStatus(code, 0));
      expect(lowerStatus(code, 3)).toBeLessThanOrEqual(8);
      expect(lowerStatus(code, 6)).toBe(code);
    }
    expect(lowerStatus(11, 4)).toBe(11);
    expect(lowerStatus(14, 4)).toBe(StatusCode.FAILURE);
    expect(lowerStatus(99, 6)).toBe(StatusCode.FAILURE);
  });
});
