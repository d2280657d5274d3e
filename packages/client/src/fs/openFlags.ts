import { constants } from "node:fs";
import { OpenFlags } from "@sftp/wire";

const { O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_TRUNC, O_EXCL } = constants;

/** Flags of `fs.open` as a mode of `SFTPClient.open`; what says how a local file is written (`s`) has no meaning here. */
export function openFlags(flags: string | number): string | number {
  if (typeof flags === "string") return flags.replace("s", "");
  const access =
    flags & O_RDWR ? OpenFlags.READ | OpenFlags.WRITE : flags & O_WRONLY ? OpenFlags.WRITE : OpenFlags.READ;
  return (
    access |
    (flags & O_APPEND ? OpenFlags.APPEND : 0) |
    (flags & O_CREAT ? OpenFlags.CREAT : 0) |
    (flags & O_TRUNC ? OpenFlags.TRUNC : 0) |
    (flags & O_EXCL ? OpenFlags.EXCL : 0)
  );
}
