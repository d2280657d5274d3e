import { fileURLToPath } from "node:url";
import { utf8 } from "@sftp/wire";

/** A path as `node:fs` takes it. */
export type PathLike = string | Uint8Array | URL;

/** A path as the client takes it: bytes that are no UTF-8 stay what they are. */
export function pathOf(path: PathLike): string {
  if (typeof path === "string") return path;
  return path instanceof URL ? fileURLToPath(path, { windows: false }) : utf8.decode(path);
}

/** A name as it was asked for: text, or bytes with the encoding `buffer`. */
export function nameAs(
  name: string,
  encoding: BufferEncoding | "buffer" | null | undefined,
): string | Buffer {
  if (encoding === undefined || encoding === null || encoding === "utf8" || encoding === "utf-8") return name;
  const bytes = Buffer.from(utf8.encode(name));
  return encoding === "buffer" ? bytes : bytes.toString(encoding);
}

/** The encoding in options that may be one themselves. */
export function encodingOf<E extends string>(
  options: E | { readonly encoding?: E | null | undefined } | null | undefined,
): E | undefined {
  return (typeof options === "string" ? options : options?.encoding) ?? undefined;
}
