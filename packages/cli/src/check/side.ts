import type { SFTPAttributes } from "@sftp/attributes";

/** What was found on a side. */
export interface SideEntry {
  /** Below the top; "" is the top itself. */
  readonly path: string;
  readonly attributes: SFTPAttributes;
}

/** Whether something is to be looked at, and, if it is a directory, what is in it. */
export type SideFilter = (path: string, attributes: SFTPAttributes) => boolean;

/** One of two things that are compared: a file or directory, here or on a server. */
export interface Side {
  /** What is there: the file alone, or all that is below the directory, without it. */
  entries(filter: SideFilter | undefined): AsyncIterable<SideEntry>;
  /** SHA-256 of a file, in hex. */
  digest(path: string): Promise<string>;
}
