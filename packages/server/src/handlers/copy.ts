import { SFTPAttributes } from "@sftp/attributes";
import { OpenFlags, SFTPError, StatusCode, type UInt64 } from "@sftp/wire";

import type { RequestContext, SFTPHandle } from "../backend/backend.ts";
import { readRange } from "./readRange.ts";
import { requestPath, type SessionScope } from "../session/sessionScope.ts";
import { unsupported } from "../replies/statusOf.ts";
import { END, type Handlers } from "./handler.ts";

const PERMISSIONS = 0o7777;

/** The requests that copy without the bytes travelling. */
export const copyHandlers: Handlers<"copy-data" | "copy-file"> = {
  "copy-data"({ readHandle, readOffset, length, writeHandle, writeOffset }, scope) {
    const source = scope.handles.file(readHandle);
    const target = scope.handles.file(writeHandle);
    source.mustRead();
    target.mustWrite();
    const from = copyOffset(readOffset);
    const to = copyOffset(writeOffset);
    const count = length === 0 ? Infinity : copyOffset(length);
    const claims = [source.reading(from), target.writing(to, count)] as const;
    if (claims[0].key === claims[1].key) {
      throw new SFTPError(StatusCode.FAILURE, "a file cannot be copied into itself");
    }
    if (target.ascending !== undefined) {
      throw new SFTPError(StatusCode.OP_UNSUPPORTED, "this file can only be written in ascending order");
    }
    return {
      claims,
      patient: true,
      async run(ctx) {
        const copied = await target.write(ctx, () =>
          copy(source.handle, from, count, target.handle, to, ctx),
        );
        return count !== Infinity && copied < count ? END : undefined;
      },
    };
  },

  "copy-file"({ sourcePath, destinationPath, overwrite }, scope) {
    const source = requestPath(scope, sourcePath, "looks");
    const target = requestPath(scope, destinationPath, "changes");
    if (source.claim.path === target.claim.path) {
      throw ontoItself();
    }
    const { backend } = scope;
    return {
      claims: [source.claim, target.claim],
      patient: true,
      async run(ctx) {
        const from = await backend.open(source.path, OpenFlags.READ, new SFTPAttributes(), ctx);
        try {
          if (overwrite) await mustNotBe(from, target.path, scope, ctx);
          const { mode } = (await from.stat?.(ctx)) ?? {};
          const attributes = new SFTPAttributes({ mode: mode && mode & PERMISSIONS });
          const flags = OpenFlags.WRITE | OpenFlags.CREAT | (overwrite ? OpenFlags.TRUNC : OpenFlags.EXCL);
          const to = await backend.open(target.path, flags, attributes, ctx);
          await closing(to, ctx, () => copy(from, 0, Infinity, to, 0, ctx));
        } finally {
          await from.close?.("closed", ctx);
        }
      },
    };
  },
};

/**
 * Makes sure that a path does not name this very file, before it is opened to be emptied.
 *
 * @throws SFTPError if it does, by whatever name: a hard link, a symbolic link, another path
 */
async function mustNotBe(
  file: SFTPHandle,
  path: string,
  { backend }: SessionScope,
  ctx: RequestContext,
): Promise<void> {
  if (file.fileKey === undefined) return;
  let other: SFTPHandle;
  try {
    other = await backend.open(path, OpenFlags.READ, new SFTPAttributes(), ctx);
  } catch {
    // Not there, or it cannot be read: the OPEN that is to write it says what is wrong.
    return;
  }
  await other.close?.("closed", ctx);
  if (other.fileKey === file.fileKey) throw ontoItself();
}

function ontoItself(): SFTPError {
  return new SFTPError(StatusCode.FAILURE, "a file cannot be copied onto itself");
}

/** Copies bytes up to the source's end or `length`; returns how many. */
async function copy(
  source: SFTPHandle,
  from: number,
  length: number,
  target: SFTPHandle,
  to: number,
  ctx: RequestContext,
): Promise<number> {
  if (target.write === undefined) throw unsupported();
  let copied = 0;
  for await (const chunk of readRange(source, from, length, ctx)) {
    for (let others = ctx.yield(); others; others = ctx.yield()) await others;
    await target.write(chunk, to + copied, ctx);
    copied += chunk.length;
  }
  return copied;
}

/** Closes a file that was written: what is incomplete is discarded. */
async function closing(
  handle: SFTPHandle,
  ctx: RequestContext,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    await handle.close?.("aborted", ctx);
    throw error;
  }
  await handle.close?.("closed", ctx);
}

function copyOffset(offset: UInt64): number {
  if (typeof offset === "bigint") throw new SFTPError(StatusCode.FAILURE, `no file reaches offset ${offset}`);
  return offset;
}
