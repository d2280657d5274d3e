import { utf8 } from "@sftp/server";

declare const name: unique symbol;
declare const located: unique symbol;

/*
 * The file system's names are bytes. Inside this package they are strings of one character for each byte (Latin-1):
 * they join, split and compare like text, their length is their length on disk, and no byte is lost.
 */

/** One name in a folder, in bytes: not empty, no "/", no NUL, at most 255 bytes. May be ".." only inside a path. */
export type ByteName = string & { readonly [name]: true };

/**
 * A path, in bytes, that may be given to the system: whoever has one has been through the tree's own checks. A plain
 * string is none, so that forgetting the check does not compile.
 */
export type Located = string & { readonly [located]: true };

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** The bytes of a name or path as the API has it. */
export function toBytes(text: string): string {
  return BEYOND_ASCII.test(text) ? Buffer.from(utf8.encode(text)).toString("latin1") : text;
}

/** The name or path as the API has it: bytes that are no UTF-8 become lone surrogates. */
export function toText(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? utf8.decode(Buffer.from(bytes, "latin1")) : bytes;
}

/** What Node's functions take for a path in bytes. */
export function native(bytes: string): string | Buffer {
  return BEYOND_ASCII.test(bytes) ? Buffer.from(bytes, "latin1") : bytes;
}

/** A name in a folder that is located already; a single name without "/" and ".." leads nowhere else. */
export function locate(folder: Located, child: ByteName): Located {
  return (folder.endsWith("/") ? folder + child : `${folder}/${child}`) as Located;
}
