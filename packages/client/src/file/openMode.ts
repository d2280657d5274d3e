import { OpenFlags } from "@sftp/wire";

const { READ, WRITE, APPEND, CREAT, TRUNC, EXCL } = OpenFlags;
const ALL = READ | WRITE | APPEND | CREAT | TRUNC | EXCL;

/** What a mode like "r+b" means. */
export interface OpenMode {
  readonly flags: OpenFlags;
  readonly readable: boolean;
  readonly writable: boolean;
  /** Writes go to the end, wherever that is. */
  readonly append: boolean;
  /** `b`: lines are bytes rather than text. */
  readonly binary: boolean;
  /** `U`: CR, LF and CRLF all end a line. */
  readonly universalNewlines: boolean;
}

/**
 * Parses a mode: Python's and Node's letters (`r`, `w`, `a`, `x`, with `+`, `b` or `t`, `U`, in any order), or a number
 * made of `OpenFlags`.
 *
 * @throws TypeError for letters that are unknown, repeated or contradict each other
 */
export function parseOpenMode(mode: string | number): OpenMode {
  if (typeof mode === "number") return numeric(mode);
  const letters = new Set(mode);
  const bases = ["r", "w", "a"].filter((letter) => letters.has(letter));
  const known = [...letters].every((letter) => "rwaxbtU+".includes(letter));
  const base = bases[0] ?? (letters.has("x") ? "x" : undefined);
  const contradiction =
    bases.length > 1 ||
    (base === "r" && letters.has("x")) ||
    (base !== "r" && letters.has("U")) ||
    (letters.has("b") && letters.has("t"));
  if (base === undefined || !known || letters.size !== mode.length || contradiction) {
    throw new TypeError(
      `"${mode}" is no mode; one of r, w, a or x, with + for both reading and writing, b for bytes or t for text, U for any newline, ` +
        `x beside w or a for a file that must not exist, is`,
    );
  }
  const update = letters.has("+");
  const created = { r: 0, w: CREAT | TRUNC, a: CREAT | APPEND, x: CREAT }[base as "r" | "w" | "a" | "x"];
  const access = base === "r" ? READ | (update ? WRITE : 0) : WRITE | (update ? READ : 0);
  return {
    ...numeric(access | created | (letters.has("x") ? EXCL : 0)),
    binary: letters.has("b"),
    universalNewlines: letters.has("U"),
  };
}

function numeric(flags: number): OpenMode {
  if (!Number.isInteger(flags) || (flags & ~ALL) !== 0) {
    throw new TypeError(`${flags} is no mode; a number must be made of OpenFlags`);
  }
  return {
    flags,
    // A server opens for reading what asks for neither.
    readable: (flags & READ) !== 0 || (flags & WRITE) === 0,
    writable: (flags & WRITE) !== 0,
    append: (flags & APPEND) !== 0,
    binary: false,
    universalNewlines: false,
  };
}
