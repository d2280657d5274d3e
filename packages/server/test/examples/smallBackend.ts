import { OpenFlags, SFTPAttributes, SFTPError, type SFTPServerInterface, StatusCode } from "@sftp/server";

/** A folder of files in memory: the whole backend of the README. */
export function smallBackend(files: Map<string, Buffer>): SFTPServerInterface {
  const attributes = (path: string) => {
    if (path === "/") return new SFTPAttributes({ mode: 0o40755 });
    const content = files.get(path);
    if (content === undefined) throw new SFTPError(StatusCode.NO_SUCH_FILE);
    return new SFTPAttributes({ filename: path.slice(1), mode: 0o100644, size: content.length });
  };
  return {
    stat: attributes,
    lstat: attributes,
    listFolder: () => [...files.keys()].map(attributes),
    remove: (path) => void files.delete(attributes(path) && path),
    open(path, flags) {
      if (flags & OpenFlags.CREAT && !files.has(path)) files.set(path, Buffer.alloc(0));
      if (flags & OpenFlags.TRUNC) files.set(path, Buffer.alloc(0));
      attributes(path);
      return {
        fileKey: path,
        read: (into, offset) => files.get(path)!.subarray(offset).copy(into),
        write(data, offset) {
          const old = files.get(path)!;
          const grown = Buffer.alloc(Math.max(old.length, offset + data.length));
          old.copy(grown);
          grown.set(data, offset);
          files.set(path, grown);
        },
        stat: () => attributes(path),
      };
    },
  };
}
