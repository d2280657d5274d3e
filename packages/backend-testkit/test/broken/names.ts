import { MemoryBackend, type MemoryHandle } from "@sftp/memory-backend";
import { type OpenFlags, SFTPAttributes, type SFTPServerInterface } from "@sftp/server";

import type { Broken } from "./broken.ts";

/** A backend that keeps names in another form than they came in. */
function withNames(change: (path: string) => string): SFTPServerInterface {
  return new (class extends MemoryBackend {
    override open(path: string, flags: OpenFlags, attrs?: SFTPAttributes): MemoryHandle {
      return super.open(change(path), flags, attrs);
    }
    override rename(oldPath: string, newPath: string): void {
      super.rename(change(oldPath), change(newPath));
    }
    override lstat(path: string): SFTPAttributes {
      return super.lstat(change(path));
    }
    override remove(path: string): void {
      super.remove(change(path));
    }
  })();
}

/** A backend whose listings are others than they should be. */
function withListing(change: (entries: SFTPAttributes[]) => SFTPAttributes[]): SFTPServerInterface {
  return new (class extends MemoryBackend {
    override listFolder(path: string): Iterable<SFTPAttributes> {
      return change([...super.listFolder(path)]);
    }
  })();
}

export const brokenNames: Broken[] = [
  {
    flaw: "listings end after 500 entries",
    backend: () => withListing((entries) => entries.slice(0, 500)),
    foundBy: ["list: gives all of a thousand entries"],
  },
  {
    flaw: "listings have an entry twice",
    backend: () => withListing((entries) => [...entries, ...entries.slice(0, 1)]),
    foundBy: ["list: gives every name once, without . and .."],
  },
  {
    flaw: "listings have no sizes",
    backend: () =>
      withListing((entries) => entries.map(({ filename, mode }) => new SFTPAttributes({ filename, mode }))),
    foundBy: ["list: gives the attributes that lstat gives"],
  },
  {
    flaw: "what does not exist is an empty folder",
    backend: () =>
      new (class extends MemoryBackend {
        override listFolder(path: string): Iterable<SFTPAttributes> {
          return this.exists(path) ? super.listFolder(path) : [];
        }
      })(),
    foundBy: ["list: refuses what is no folder, at once"],
  },
  {
    flaw: "names are kept in one Unicode normal form",
    backend: () => withNames((path) => path.normalize("NFC")),
    foundBy: ["names: differ where their bytes differ"],
  },
  {
    flaw: "names are kept in lower case",
    backend: () => withNames((path) => path.toLowerCase()),
    foundBy: ["names: differ where their case differs"],
  },
  {
    flaw: "names are kept as well-formed text",
    backend: () => withNames((path) => path.replace(/[\udc80-\udcff]/gu, "\ufffd")),
    foundBy: ["names: may be any bytes"],
  },
  {
    flaw: "names are trimmed",
    backend: () => withNames((path) => path.replaceAll("/ ", "/")),
    foundBy: ["names: may have spaces, dots, dashes and letters of all scripts"],
  },
  {
    flaw: "backslashes are slashes",
    backend: () => withNames((path) => path.replaceAll("\\", "/")),
    foundBy: ["names: may have what shells and terminals take for themselves"],
  },
];
