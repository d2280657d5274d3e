/** The bits of OPEN's flags word (draft-ietf-secsh-filexfer-02 section 6.3). */
export const OpenFlags = {
  READ: 0x1,
  WRITE: 0x2,
  APPEND: 0x4,
  CREAT: 0x8,
  TRUNC: 0x10,
  EXCL: 0x20,
} as const;

/** A flags word made of `OpenFlags` bits. */
export type OpenFlags = number;

const CHANGING = OpenFlags.WRITE | OpenFlags.APPEND | OpenFlags.CREAT | OpenFlags.TRUNC | OpenFlags.EXCL;

/** Whether an OPEN with these flags could change anything: what a read-only policy refuses. */
export function opensForWriting(flags: OpenFlags): boolean {
  return (flags & CHANGING) !== 0;
}
