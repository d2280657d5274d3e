import type { UInt64 } from "@sftp/wire";

/** What there is to know about a file; a field that was not sent, or is not to be set, is `undefined`. */
export interface AttributeFields {
  /** The name without a path, in listings. */
  readonly filename: string | undefined;
  /** The server's own line for it (`ls -l`), in listings; free text, not to be parsed or printed raw. */
  readonly longname: string | undefined;
  /** Bytes, exact: a number up to 2^53-1, a bigint above. */
  readonly exactSize: UInt64 | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** All of `st_mode`: the type bits and the permissions. */
  readonly mode: number | undefined;
  /** Milliseconds since 1970. */
  readonly atimeMs: number | undefined;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number | undefined;
  /** Extended pairs, name to bytes. */
  readonly attr: ReadonlyMap<string, Uint8Array>;
}
