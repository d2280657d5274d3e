interface StatusRow {
  readonly code: number;
  /** The draft's words for it: what a STATUS says when there is nothing more to say. */
  readonly text: string;
  /** The Node errno string that an error with this status carries. */
  readonly errno: string;
  /** The protocol version that introduced it. */
  readonly since: 3 | 4 | 5 | 6;
}

const row = (code: number, text: string, errno: string, since: StatusRow["since"] = 3): StatusRow => ({
  code,
  text,
  errno,
  since,
});

const rows = {
  OK: row(0, "Success", "OK"),
  EOF: row(1, "End of file", "EOF"),
  NO_SUCH_FILE: row(2, "No such file", "ENOENT"),
  PERMISSION_DENIED: row(3, "Permission denied", "EACCES"),
  FAILURE: row(4, "Failure", "EIO"),
  BAD_MESSAGE: row(5, "Bad message", "EBADMSG"),
  NO_CONNECTION: row(6, "No connection", "ENOTCONN"),
  CONNECTION_LOST: row(7, "Connection lost", "ECONNRESET"),
  OP_UNSUPPORTED: row(8, "Operation unsupported", "ENOTSUP"),
  INVALID_HANDLE: row(9, "Invalid handle", "EBADF", 4),
  NO_SUCH_PATH: row(10, "No such path", "ENOENT", 4),
  FILE_ALREADY_EXISTS: row(11, "File already exists", "EEXIST", 4),
  WRITE_PROTECT: row(12, "Write protected", "EROFS", 4),
  NO_MEDIA: row(13, "No media", "ENODEV", 4),
  NO_SPACE_ON_FILESYSTEM: row(14, "No space on file system", "ENOSPC", 5),
  QUOTA_EXCEEDED: row(15, "Quota exceeded", "EDQUOT", 5),
  UNKNOWN_PRINCIPAL: row(16, "Unknown principal", "EINVAL", 5),
  LOCK_CONFLICT: row(17, "Lock conflict", "EBUSY", 5),
  DIR_NOT_EMPTY: row(18, "Directory not empty", "ENOTEMPTY", 6),
  NOT_A_DIRECTORY: row(19, "Not a directory", "ENOTDIR", 6),
  INVALID_FILENAME: row(20, "Invalid filename", "EINVAL", 6),
  LINK_LOOP: row(21, "Too many symbolic links", "ELOOP", 6),
  CANNOT_DELETE: row(22, "Cannot delete", "EPERM", 6),
  INVALID_PARAMETER: row(23, "Invalid parameter", "EINVAL", 6),
  FILE_IS_A_DIRECTORY: row(24, "File is a directory", "EISDIR", 6),
  BYTE_RANGE_LOCK_CONFLICT: row(25, "Byte range lock conflict", "EBUSY", 6),
  BYTE_RANGE_LOCK_REFUSED: row(26, "Byte range lock refused", "EBUSY", 6),
  DELETE_PENDING: row(27, "Delete pending", "EBUSY", 6),
  FILE_CORRUPT: row(28, "File corrupt", "EIO", 6),
  OWNER_INVALID: row(29, "Invalid owner", "EINVAL", 6),
  GROUP_INVALID: row(30, "Invalid group", "EINVAL", 6),
  NO_MATCHING_BYTE_RANGE_LOCK: row(31, "No matching byte range lock", "EINVAL", 6),
} satisfies Record<string, StatusRow>;

/** The name of a status code, as the drafts spell it without `SSH_FX_`. */
export type StatusName = keyof typeof rows;

/**
 * The status codes 0 to 31 by name (draft-ietf-secsh-filexfer-02 section 7, codes from 9 up from drafts
 * 04 to 13: some v3 servers send them anyway).
 */
export const StatusCode = Object.fromEntries(
  Object.entries(rows).map(([name, { code }]) => [name, code]),
) as Readonly<Record<StatusName, number>>;

const byCode = new Map(
  Object.entries(rows).map(([name, entry]) => [entry.code, { ...entry, name: name as StatusName }]),
);

/** The name of a status code, or `STATUS_n` for one that no draft defines. */
export function statusName(code: number): string {
  return byCode.get(code)?.name ?? `STATUS_${code}`;
}

/** The draft's words for a status code; "Failure" for one that no draft defines. */
export function statusText(code: number): string {
  return byCode.get(code)?.text ?? rows.FAILURE.text;
}

/** The Node errno string for a status code; EIO for one that no draft defines. */
export function statusErrno(code: number): string {
  return byCode.get(code)?.errno ?? rows.FAILURE.errno;
}

/** The protocol version that introduced a status code; `undefined` for one that no draft defines. */
export function statusSince(code: number): number | undefined {
  return byCode.get(code)?.since;
}
