import { describe, expect, it } from "vitest";

import { StatusCode, statusErrno, statusName, statusSince, statusText } from "../src/index.ts";

/** The drafts' codes with what each stands for here: code, name, words, errno, version. */
const rows = [
  [0, "OK", "Success", "OK", 3],
  [1, "EOF", "End of file", "EOF", 3],
  [2, "NO_SUCH_FILE", "No such file", "ENOENT", 3],
  [3, "PERMISSION_DENIED", "Permission denied", "EACCES", 3],
  [4, "FAILURE", "Failure", "EIO", 3],
  [5, "BAD_MESSAGE", "Bad message", "EBADMSG", 3],
  [6, "NO_CONNECTION", "No connection", "ENOTCONN", 3],
  [7, "CONNECTION_LOST", "Connection lost", "ECONNRESET", 3],
  [8, "OP_UNSUPPORTED", "Operation unsupported", "ENOTSUP", 3],
  [9, "INVALID_HANDLE", "Invalid handle", "EBADF", 4],
  [10, "NO_SUCH_PATH", "No such path", "ENOENT", 4],
  [11, "FILE_ALREADY_EXISTS", "File already exists", "EEXIST", 4],
  [12, "WRITE_PROTECT", "Write protected", "EROFS", 4],
  [13, "NO_MEDIA", "No media", "ENODEV", 4],
  [14, "NO_SPACE_ON_FILESYSTEM", "No space on file system", "ENOSPC", 5],
  [15, "QUOTA_EXCEEDED", "Quota exceeded", "EDQUOT", 5],
  [16, "UNKNOWN_PRINCIPAL", "Unknown principal", "EINVAL", 5],
  [17, "LOCK_CONFLICT", "Lock conflict", "EBUSY", 5],
  [18, "DIR_NOT_EMPTY", "Directory not empty", "ENOTEMPTY", 6],
  [19, "NOT_A_DIRECTORY", "Not a directory", "ENOTDIR", 6],
  [20, "INVALID_FILENAME", "Invalid filename", "EINVAL", 6],
  [21, "LINK_LOOP", "Too many symbolic links", "ELOOP", 6],
  [22, "CANNOT_DELETE", "Cannot delete", "EPERM", 6],
  [23, "INVALID_PARAMETER", "Invalid parameter", "EINVAL", 6],
  [24, "FILE_IS_A_DIRECTORY", "File is a directory", "EISDIR", 6],
  [25, "BYTE_RANGE_LOCK_CONFLICT", "Byte range lock conflict", "EBUSY", 6],
  [26, "BYTE_RANGE_LOCK_REFUSED", "Byte range lock refused", "EBUSY", 6],
  [27, "DELETE_PENDING", "Delete pending", "EBUSY", 6],
  [28, "FILE_CORRUPT", "File corrupt", "EIO", 6],
  [29, "OWNER_INVALID", "Invalid owner", "EINVAL", 6],
  [30, "GROUP_INVALID", "Invalid group", "EINVAL", 6],
  [31, "NO_MATCHING_BYTE_RANGE_LOCK", "No matching byte range lock", "EINVAL", 6],
] as const;

describe("status codes", () => {
  it.each(rows)("[M3] %i is %s", (code, name, words, errno, since) => {
    expect(StatusCode[name]).toBe(code);
    expect(statusName(code)).toBe(name);
    expect(statusText(code)).toBe(words);
    expect(statusErrno(code)).toBe(errno);
    expect(statusSince(code)).toBe(since);
  });

  it("[M3] are 0 to 31, each once", () => {
    expect(Object.values(StatusCode)).toEqual(Array.from({ length: 32 }, (_, code) => code));
  });

  it("that no draft defines are failures with their number", () => {
    for (const code of [32, 0xffff_ffff]) {
      expect(statusName(code)).toBe(`STATUS_${code}`);
      expect(statusText(code)).toBe("Failure");
      expect(statusErrno(code)).toBe("EIO");
      expect(statusSince(code)).toBeUndefined();
    }
  });
});
