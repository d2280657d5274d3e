import {
  type BackendCall,
  type Interceptor,
  OpenFlags,
  SFTPAttributes,
  SFTPError,
  StatusCode,
} from "@sftp/server";
import { time } from "../environment/environment.ts";
import type { Quirks } from "../world/plan.ts";
import type { Store } from "./store.ts";

/** Where a server with `movedAtClose` puts what is complete. */
export const MOVED = "/moved";

/** The habits of a server, as an interceptor of its storage. */
export function quirkInterceptor(quirks: Quirks, store: Store): Interceptor {
  const open = new Set<unknown>();
  const written = new Set<unknown>();
  return async (call, proceed) => {
    refuse(quirks, call);
    const { operation, handle } = call;
    if (operation === "open" && open.size >= (quirks.handles ?? Infinity)) throw failure("too many handles");
    if (operation === "write" && quirks.quota !== undefined && store.used() >= quirks.quota)
      throw errno("EDQUOT");
    if (operation === "close" && quirks.slowClose !== undefined) await time.sleep(quirks.slowClose);
    const result = await proceed();
    if (operation === "open") open.add(result);
    if (operation === "write") written.add(handle);
    if (operation === "close") {
      open.delete(handle);
      if (written.delete(handle) && quirks.movedAtClose) move(store, call.paths[0]!);
    }
    return operation === "stat" || operation === "lstat"
      ? restated(quirks, result as SFTPAttributes)
      : result;
  };
}

/** Throws what such a server says to a request that it does not like. */
function refuse(quirks: Quirks, { operation, args, paths, handle, effect }: BackendCall): void {
  refused(quirks.statRefused && (operation === "lstat" || (operation === "stat" && handle === undefined)));
  refused(quirks.fstatRefused && operation === "stat" && handle !== undefined);
  refused(quirks.setstatRefused && (operation === "chattr" || operation === "lchattr"));
  refused(quirks.noDotNames && effect === "write" && paths.some((path) => /\/\.[^/]*$/.test(path)));
  if (operation === "open") {
    const [, flags, attrs] = args as [string, number, SFTPAttributes];
    refused(quirks.modeRefused && attrs.mode !== undefined);
    if (quirks.noExcl && (flags & OpenFlags.EXCL) !== 0)
      throw new SFTPError(StatusCode.OP_UNSUPPORTED, "no EXCL");
  }
  if (operation === "mkdir") refused(quirks.modeRefused && (args[1] as SFTPAttributes).mode !== undefined);
  if (operation === "write" && (args[0] as Uint8Array).length > (quirks.smallWrites ?? Infinity)) {
    throw failure("the packet is too large");
  }
}

/** Attributes with the size that such a server states. */
function restated({ statedSize }: Quirks, attributes: SFTPAttributes): SFTPAttributes {
  if (statedSize === undefined || attributes.exactSize === undefined || attributes.isDirectory())
    return attributes;
  const { size, ...fields } = attributes.toWire();
  const actual = Number(size);
  if (statedSize === "none") return new SFTPAttributes(fields);
  const stated = { zero: 0, less: Math.floor(actual / 2), more: actual + 100 }[statedSize];
  return new SFTPAttributes({ ...fields, size: stated });
}

/** What was written goes where its sender cannot see it. */
function move(store: Store, path: string): void {
  const content = store.read(path);
  if (content === undefined) return;
  store.write(movedPath(path), content);
  store.remove(path);
}

/** Where a file went that was written at a server with `movedAtClose`. */
export function movedPath(path: string): string {
  return `${MOVED}/${path.replaceAll("/", "_").slice(1)}`;
}

function refused(is: unknown): void {
  if (is) throw errno("EACCES");
}

function failure(words: string): SFTPError {
  return new SFTPError(StatusCode.FAILURE, words);
}

/** An error as a system call has it. */
export function errno(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
