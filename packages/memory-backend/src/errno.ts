import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

type ErrnoName = keyof typeof constants.errno;

const words = new Map(getSystemErrorMap().values());

/** An error as Node's file system throws it, with the `code` that says what went wrong and the words for it. */
export function errno(code: ErrnoName): NodeJS.ErrnoException {
  const error = new Error(`${code}: ${words.get(code)}`);
  return Object.assign(error, { code, errno: -constants.errno[code] });
}
