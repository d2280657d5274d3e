import { escapeName } from "@sftp/wire";
import { fileType, fileTypes } from "./fileType.ts";

const SPECIAL_BITS = [
  { bit: 0o4000, on: "s", off: "S" },
  { bit: 0o2000, on: "s", off: "S" },
  { bit: 0o1000, on: "t", off: "T" },
] as const;

/**
 * A mode as `ls -l` shows it: `drwxr-sr-t`. The first letter is `?` where the type is unknown; without a mode
 * it is `?---------`.
 */
export function modeString(mode: number | undefined): string {
  const type = fileType(mode);
  const bits = mode ?? 0;
  let text = type === "unknown" ? "?" : fileTypes[type].letter;
  SPECIAL_BITS.forEach((special, group) => {
    const permissions = (bits >> (6 - 3 * group)) & 0o7;
    text += permissions & 4 ? "r" : "-";
    text += permissions & 2 ? "w" : "-";
    if (bits & special.bit) text += permissions & 1 ? special.on : special.off;
    else text += permissions & 1 ? "x" : "-";
  });
  return text;
}

/**
 * The mode that a string like `drwxr-sr-t` shows.
 *
 * @throws TypeError if it is no mode string.
 */
export function parseModeString(text: string): number {
  if (!/^[-dlpscb?]([r-][w-][xsS-]){2}[r-][w-][xtT-]$/.test(text)) {
    throw new TypeError(`"${escapeName(text)}" is no mode string; one looks like "-rw-r--r--"`);
  }
  const type = Object.values(fileTypes).find(({ letter }) => letter === text[0]);
  let mode = type?.bits ?? 0;
  SPECIAL_BITS.forEach((special, group) => {
    const shift = 6 - 3 * group;
    const [read, write, execute] = text.slice(1 + 3 * group, 4 + 3 * group);
    if (read === "r") mode |= 4 << shift;
    if (write === "w") mode |= 2 << shift;
    if (execute === "x" || execute === special.on) mode |= 1 << shift;
    if (execute === special.on || execute === special.off) mode |= special.bit;
  });
  return mode;
}
