import type { Dirent } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { sep } from "node:path";
import { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";
import { entryNameFlaw } from "../../remote/entryName.ts";

/** A local path of any bytes, which can be named only as bytes. */
export function pathBytes(path: string): Buffer {
  return Buffer.from(utf8.encode(path));
}

/** A local path for Node's functions, which take only bytes for a name that is not UTF-8. */
export function localName(path: string): string | Buffer {
  return /\p{Surrogate}/u.test(path) ? pathBytes(path) : path;
}

/** The path of a name in a local folder. */
export function joinLocal(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

/** What is in a local folder, each with its `filename`, links as themselves. What goes meanwhile is left out. */
export async function* localEntries(path: string): AsyncGenerator<SFTPAttributes, void, undefined> {
  // The declaration knows of no names as bytes.
  const folder = await opendir(pathBytes(path) as unknown as string, { encoding: "buffer" as "utf8" });
  for await (const { name } of folder as AsyncIterable<Dirent<string | Buffer>>) {
    const text = typeof name === "string" ? name : utf8.decode(name);
    try {
      yield SFTPAttributes.fromStat(await lstat(pathBytes(joinLocal(path, text))), text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

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
