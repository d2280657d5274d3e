import { SFTPAttributes, type SFTPServerInterface } from "@sftp/server";

/** A backend that the suite must not let pass. */
export interface Broken {
  /** What is wrong with it. */
  flaw: string;
  backend(): SFTPServerInterface;
  /** The cases that must find it, among others perhaps. */
  foundBy: string[];
}

/** Attributes with some of them others. */
export function changedAttributes(from: SFTPAttributes, change: Partial<SFTPAttributes>): SFTPAttributes {
  const { filename, size, uid, gid, mode, atime, mtime } = {
    ...from,
    size: from.size,
    atime: from.atime,
    mtime: from.mtime,
    ...change,
  };
  return new SFTPAttributes({ filename, size, uid, gid, mode, atime, mtime });
}
