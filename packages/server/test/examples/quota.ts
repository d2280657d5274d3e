import {
  boundBackend,
  boundHandle,
  OpenFlags,
  SFTPError,
  type SFTPServerInterface,
  StatusCode,
} from "@sftp/server";

/**
 * A backend whose files may grow by `limit` bytes altogether, from when it was made; what is removed or cut off may be used
 * again. Whatever else the backend can do is left as it is.
 */
export function quota(backend: SFTPServerInterface, limit: number): SFTPServerInterface {
  const inner = boundBackend(backend);
  const sizes = new Map<string, number>();
  let used = 0;
  const resize = (path: string, size: number) => {
    const grown = size - (sizes.get(path) ?? size);
    if (grown > 0 && used + grown > limit) throw new SFTPError(StatusCode.QUOTA_EXCEEDED);
    sizes.set(path, size);
    used += grown;
  };
  return {
    ...inner,
    async open(path, flags, attrs, ctx) {
      const handle = boundHandle(await inner.open!(path, flags, attrs, ctx));
      resize(path, (await handle.stat?.(ctx))?.size ?? 0);
      return {
        ...handle,
        async write(data, offset, writing) {
          const size = sizes.get(path)!;
          const start = flags & OpenFlags.APPEND ? size : offset;
          resize(path, Math.max(size, start + data.length));
          await handle.write!(data, offset, writing);
        },
        async chattr(changes, changing) {
          if (changes.size !== undefined) resize(path, changes.size);
          await handle.chattr!(changes, changing);
        },
      };
    },
    async chattr(path, attrs, ctx) {
      if (attrs.size !== undefined) resize(path, attrs.size);
      await inner.chattr!(path, attrs, ctx);
    },
    async remove(path, ctx) {
      await inner.remove!(path, ctx);
      resize(path, 0);
      sizes.delete(path);
    },
    async rename(oldPath, newPath, ctx) {
      await inner.rename!(oldPath, newPath, ctx);
      sizes.set(newPath, sizes.get(oldPath) ?? 0);
      sizes.delete(oldPath);
    },
  };
}
