import { escapeName } from "@sftp/wire";
import type { AttributeFields } from "./attributeFields.ts";

/** How many bytes of an extended pair's value are shown. */
const SHOWN_BYTES = 256;

/**
 * `<SFTPAttributes: [ size=3 mode=0o100644 ]>`: the groups that ATTRS would carry, as paramiko's `repr()` shows them;
 * times in whole seconds, and nothing that would act on a terminal.
 */
export function inspection(fields: AttributeFields): string {
  const { exactSize, uid, gid, mode, atimeMs, mtimeMs, attr } = fields;
  const parts: string[] = [];
  if (exactSize !== undefined) parts.push(`size=${exactSize}`);
  if (uid !== undefined && gid !== undefined) parts.push(`uid=${uid}`, `gid=${gid}`);
  if (mode !== undefined) parts.push(`mode=0o${mode.toString(8)}`);
  if (atimeMs !== undefined && mtimeMs !== undefined) {
    parts.push(`atime=${Math.trunc(atimeMs / 1000)}`, `mtime=${Math.trunc(mtimeMs / 1000)}`);
  }
  for (const [name, value] of attr) parts.push(`"${escapeName(name)}"=${shown(value)}`);
  return `<SFTPAttributes: [ ${parts.map((part) => `${part} `).join("")}]>`;
}

function shown(value: Uint8Array): string {
  const text = escapeName(String.fromCharCode(...value.subarray(0, SHOWN_BYTES)));
  return value.length > SHOWN_BYTES ? `${text}... (${value.length} bytes)` : text;
}
