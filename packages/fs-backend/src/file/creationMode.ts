import type { SFTPAttributes } from "@sftp/server";

/** With what mode something new is made. */
export interface CreationMode {
  /** What it is made with; the process's own umask takes its bits away from this. */
  readonly first: number;
  /** Whether it gets the bits back that the process's own umask took away. */
  readonly exact: boolean;
}

/** What something new may be asked for; set-uid, set-gid and sticky bits are for SETSTAT. */
export const CREATION_BITS = 0o777;

/**
 * The mode of something new: what was asked for, or else `usual`, without the bits of the umask. Without a umask of the
 * backend's own, that of the process counts.
 */
export function creationMode(attrs: SFTPAttributes, usual: number, umask: number | undefined): CreationMode {
  return { first: (attrs.mode ?? usual) & CREATION_BITS & ~(umask ?? 0), exact: umask !== undefined };
}

/**
 * The mode that something new is to have, given the one that it was made with. Bits are only ever added at this point: at
 * no instant does it have more than it was to get.
 */
export function settleMode(made: number, { first, exact }: CreationMode): number {
  return exact ? made | first : made;
}
