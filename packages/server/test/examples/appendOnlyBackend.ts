import { OpenFlags, SFTPAttributes, SFTPError, type SFTPServerInterface, StatusCode } from "@sftp/server";

/** Where objects are stored whole, as in the clouds: an upload is a row of parts that becomes visible in the end. */
export interface ObjectStore {
  readonly objects: Map<string, Uint8Array>;
  /** Parts of uploads that have not ended. */
  readonly uploads: Map<string, Uint8Array[]>;
}

/** Files that can only be written from their beginning to their end, once: the server brings the writes into order. */
export function appendOnlyBackend({ objects, uploads }: ObjectStore): SFTPServerInterface {
  return {
    open(path, flags) {
      if (!(flags & OpenFlags.WRITE)) {
        const object = objects.get(path);
        if (object === undefined) throw new SFTPError(StatusCode.NO_SUCH_FILE);
        return {
          read: (into, offset) => Buffer.from(object.subarray(offset)).copy(into),
          stat: () => new SFTPAttributes({ size: object.length }),
        };
      }
      const parts: Uint8Array[] = [];
      uploads.set(path, parts);
      return {
        writes: "ascending",
        write: (data) => void parts.push(data),
        close(how) {
          uploads.delete(path);
          if (how === "closed") objects.set(path, Buffer.concat(parts));
        },
      };
    },
  };
}
