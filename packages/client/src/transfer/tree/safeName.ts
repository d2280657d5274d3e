import { utf8 } from "@sftp/wire";
import { entryNameFlaw } from "../../tree/entryName.ts";

/** Names that Windows keeps for devices, whatever their extension is. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|:|$)/i;

/** What Windows has another meaning for: separators, alternate streams, wildcards, control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const WINDOWS_SPECIAL = /[\u0000-\u001f<>:"/\\|?*]/;

/** Windows drops these at the end, and the name then is another one. */
const WINDOWS_TAIL = /[. ]$/;

/** A generated 8.3 name may be an alias of another file. */
const SHORT_NAME = /^[^.]{1,7}~\d+(\.[^.]{0,3})?$/;

/** The longest name that common file systems have, in bytes. */
const MAX_BYTES = 255;

const WINDOWS_FLAWS: readonly (readonly [RegExp, string])[] = [
  [DEVICE, "Windows keeps it for a device"],
  [WINDOWS_SPECIAL, "it has characters that have another meaning on Windows"],
  [WINDOWS_TAIL, "it ends with what Windows drops"],
  [SHORT_NAME, "it may be the short name of another file on Windows"],
];

/**
 * Why a name that a server gave cannot be that of a local file, which stays in the folder that it is put into;
 * `undefined` if it can.
 */
export function nameFlaw(name: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const flaw = entryNameFlaw(name);
  if (flaw !== undefined) return flaw;
  if (utf8.encode(name).length > MAX_BYTES) return `it is longer than ${MAX_BYTES} bytes`;
  if (platform !== "win32") return undefined;
  return WINDOWS_FLAWS.find(([pattern]) => pattern.test(name))?.[1];
}
