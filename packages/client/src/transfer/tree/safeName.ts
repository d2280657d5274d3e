import { utf8 } from "@sftp/wire";

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

/**
 * Whether a name that a server gave is a single component of a path, which stays in the folder that it is put
 * into: no way up, no separator, nothing that the local system reads otherwise.
 */
export function isSafeName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0")) return false;
  if (utf8.encode(name).length > MAX_BYTES) return false;
  if (platform !== "win32") return true;
  return ![DEVICE, WINDOWS_SPECIAL, WINDOWS_TAIL, SHORT_NAME].some((pattern) => pattern.test(name));
}
