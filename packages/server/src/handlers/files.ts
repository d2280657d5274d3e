import {
  DATA_OVERHEAD,
  OpenFlags,
  opensForWriting,
  roomyData,
  SFTPError,
  StatusCode,
  type UInt64,
} from "@sftp/wire";

import { chain, isPromiseLike, lastly } from "../backend/awaitable.ts";
import type { Awaitable, RequestContext, SFTPHandle } from "../backend/backend.ts";
import { OpenFile } from "../handles/openFile.ts";
import type { RequestScope } from "../session/requestScope.ts";
import { type RequestPath, requestPath } from "../session/sessionScope.ts";
import { unsupported } from "../replies/statusOf.ts";
import { END, type Handlers } from "./handler.ts";
import { fromAttrs, toAttrs } from "./paths.ts";

/** The requests on open files, and OPEN. */
export const fileHandlers: Handlers<"open" | "read" | "write" | "fstat" | "fsetstat" | "fsync@openssh.com"> =
  {
    open({ path, flags, attrs }, scope) {
      const use = opensForWriting(flags) ? "changes" : "looks";
      const at = requestPath(scope, path, use);
      const attributes = fromAttrs(attrs);
      const mode = flags & (OpenFlags.READ | OpenFlags.WRITE) ? flags : flags | OpenFlags.READ;
      const place = scope.handles.reserve();
      return {
        claims: [at.claim],
        run(ctx) {
          const open = () =>
            chain(scope.backend.open(at.path, mode, attributes, ctx), (handle) =>
              chain(openFile(handle, at, mode, ctx), (file) => ({ handle: scope.handles.add(file) })),
            );
          return lastly(open, () => place.release());
        },
      };
    },

    read({ handle, offset, length }, scope) {
      const file = scope.handles.file(handle);
      file.mustRead();
      const capacity = Math.min(length, scope.limits.readBytes);
      const at = toOffset(offset, capacity);
      return {
        claims: [file.reading(at ?? 0)],
        replyBytes: capacity,
        run(ctx) {
          const reader = file.handle;
          if (reader.read === undefined) throw unsupported();
          if (at === undefined) return END;
          const memory = scope.buffers.acquire(DATA_OVERHEAD + capacity);
          const packet = roomyData(ctx.requestId, capacity, memory);
          if (capacity === 0) return packet.seal(0);
          return chain(reader.read(packet.payload, at, ctx), (count) => {
            if (!Number.isInteger(count) || count < 0 || count > capacity) {
              throw new RangeError(`a handle's read() returned ${count}, but had room for ${capacity} bytes`);
            }
            const sealed = packet.seal(count);
            if (count > 0 && sealed.length >= memory.length / 2) return sealed;
            // What waits to be sent must not hold on to much more memory than it counts for.
            const answer = count === 0 ? END : new Uint8Array(sealed);
            scope.buffers.release(memory);
            return answer;
          });
        },
      };
    },

    write({ handle, offset, data }, scope) {
      const file = scope.handles.file(handle);
      file.mustWrite();
      const at = toOffset(offset, data.length);
      if (at === undefined) {
        const refuse = (): never => {
          throw new SFTPError(StatusCode.FAILURE, `no file can have bytes at offset ${offset}`);
        };
        return { claims: [file.whole(true)], run: (ctx) => file.write(ctx, refuse) };
      }
      const { ascending } = file;
      return {
        claims: [file.writing(at, data.length)],
        payloadBytes: data.length,
        ...(ascending !== undefined &&
          !file.appends && { gate: (open, refuse) => ascending.offer(at, data.length, { open, refuse }) }),
        run(ctx) {
          const writer = file.handle;
          if (writer.write === undefined) throw unsupported();
          const write = (): Awaitable<void> => writer.write!(data, at, ctx);
          const writing = file.write(ctx, ascending === undefined ? write : () => ascending.write(write));
          return chain(writing, () => scope.buffers.release(data));
        },
      };
    },

    fstat({ handle }, scope) {
      const file = scope.handles.file(handle);
      return {
        claims: [file.whole(false)],
        run(ctx) {
          const { handle: opened } = file;
          if (opened.stat === undefined) throw unsupported();
          return chain(opened.stat(ctx), toAttrs);
        },
      };
    },

    fsetstat({ handle, attrs }, scope) {
      const file = scope.handles.file(handle);
      const attributes = fromAttrs(attrs);
      return {
        claims: [file.whole(true)],
        run(ctx) {
          const { handle: opened } = file;
          if (opened.chattr === undefined) throw unsupported();
          return opened.chattr(attributes, ctx);
        },
      };
    },

    "fsync@openssh.com"({ handle }, scope) {
      const file = scope.handles.file(handle);
      return {
        claims: [file.whole(false)],
        patient: true,
        run(ctx) {
          const { handle: opened } = file;
          if (opened.sync === undefined) throw unsupported();
          return opened.sync(ctx);
        },
      };
    },
  };

/** What was opened, as an open file; closed again if that fails, or if nobody waits for it any more. */
function openFile(
  handle: SFTPHandle,
  { path, claim }: RequestPath,
  flags: OpenFlags,
  ctx: RequestScope,
): Awaitable<OpenFile> {
  const opened = (start: number): OpenFile => {
    if (ctx.aborted) throw ctx.signal.reason;
    return new OpenFile(handle, path, claim.path, flags, start);
  };
  const abandon = async (error: unknown): Promise<never> => {
    await handle.close?.("aborted", ctx);
    throw error;
  };
  try {
    const file = chain(startOfWrites(handle, flags, ctx), opened);
    return isPromiseLike(file) ? file.then(undefined, abandon) : file;
  } catch (error) {
    return abandon(error);
  }
}

/** Where the first write of a file must be that can only grow. */
function startOfWrites(handle: SFTPHandle, flags: OpenFlags, ctx: RequestContext): Awaitable<number> {
  if (handle.writes !== "ascending" || flags & OpenFlags.TRUNC || handle.stat === undefined) return 0;
  return chain(handle.stat(ctx), ({ size }) => size ?? 0);
}

/** An offset as a number, or `undefined` if no file can reach so far. */
function toOffset(offset: UInt64, length: number): number | undefined {
  return typeof offset === "number" && offset + length <= Number.MAX_SAFE_INTEGER ? offset : undefined;
}
