/** What kind of thing a path names. */
export type FileType = "file" | "directory" | "symlink" | "fifo" | "socket" | "char" | "block" | "unknown";

/** The bits of `st_mode` that say the type (POSIX, and draft-ietf-secsh-filexfer-02 section 5). */
export const TYPE_MASK = 0o170000;

interface TypeRow {
  readonly bits: number;
  /** The first letter of a mode string. */
  readonly letter: string;
}

/** The type bits and the `ls` letter of each type. */
export const fileTypes: Readonly<Record<Exclude<FileType, "unknown">, TypeRow>> = {
  file: { bits: 0o100000, letter: "-" },
  directory: { bits: 0o040000, letter: "d" },
  symlink: { bits: 0o120000, letter: "l" },
  fifo: { bits: 0o010000, letter: "p" },
  socket: { bits: 0o140000, letter: "s" },
  char: { bits: 0o020000, letter: "c" },
  block: { bits: 0o060000, letter: "b" },
};

const byBits = new Map(Object.entries(fileTypes).map(([type, { bits }]) => [bits, type as FileType]));

/** The type that a mode's type bits say; `unknown` for no mode, no type bits, or bits that no type has. */
export function fileType(mode: number | undefined): FileType {
  return (mode === undefined ? undefined : byBits.get(mode & TYPE_MASK)) ?? "unknown";
}
