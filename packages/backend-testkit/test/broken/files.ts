import { MemoryBackend, type MemoryHandle } from "@sftp/memory-backend";
import {
  OpenFlags,
  type SFTPAttributes,
  SFTPError,
  type SFTPHandle,
  type SFTPServerInterface,
  StatusCode,
} from "@sftp/server";

import { type Broken, changedAttributes } from "./broken.ts";

const { READ, WRITE, APPEND, CREAT, TRUNC, EXCL } = OpenFlags;

type Opened = (handle: MemoryHandle, path: string, flags: OpenFlags) => SFTPHandle;

/** A backend whose open files are others than they should be. */
function withHandles(change: Opened): SFTPServerInterface {
  return new (class extends MemoryBackend {
    // @ts-expect-error -- that is the point of it
    override open(path: string, flags: OpenFlags, attrs?: SFTPAttributes): SFTPHandle {
      return change(super.open(path, flags, attrs), path, flags);
    }
  })();
}

/** A handle with some of its methods replaced. */
function changed(handle: MemoryHandle, methods: SFTPHandle): SFTPHandle {
  return {
    fileKey: handle.fileKey,
    read: (into, offset) => handle.read(into, offset),
    write: (data, offset) => handle.write(data, offset),
    stat: () => handle.stat(),
    chattr: (attrs) => handle.chattr(attrs),
    sync: () => handle.sync(),
    close: () => handle.close(),
    ...methods,
  };
}

/** A backend that is asked for other flags than the client's. */
function withFlags(change: (flags: OpenFlags) => OpenFlags): SFTPServerInterface {
  return new (class extends MemoryBackend {
    override open(path: string, flags: OpenFlags, attrs?: SFTPAttributes): MemoryHandle {
      return super.open(path, change(flags), attrs);
    }
  })();
}

export const brokenFiles: Broken[] = [
  {
    flaw: "reading ignores the offset",
    backend: () => withHandles((handle) => changed(handle, { read: (into) => handle.read(into, 0) })),
    foundBy: ["read: gives the bytes at the offset that was asked for"],
  },
  {
    flaw: "a file ends after 64 KiB",
    backend: () =>
      withHandles((handle) =>
        changed(handle, { read: (into, offset) => (offset >= 65_536 ? 0 : handle.read(into, offset)) }),
      ),
    foundBy: ["read: gives the bytes that were written, whatever they are"],
  },
  {
    flaw: "reading beyond the end fails",
    backend: () =>
      withHandles((handle) =>
        changed(handle, {
          read(into, offset) {
            if (offset > handle.stat().size!) throw new SFTPError(StatusCode.FAILURE);
            return handle.read(into, offset);
          },
        }),
      ),
    foundBy: ["read: ends at the end, and says so after it"],
  },
  {
    flaw: "writing ignores the offset",
    backend: () =>
      withHandles((handle) => changed(handle, { write: (data) => handle.write(data, handle.stat().size!) })),
    foundBy: [
      "write: replaces bytes in the middle and leaves the others",
      "write: of disjoint parts all at once, in any order, makes the whole",
      "write: beyond the end leaves zeros in between",
      "write: reaches beyond 4 GiB",
      "write: of overlapping parts keeps what was sent last",
    ],
  },
  {
    flaw: "what was written is kept as a view of somebody else's memory",
    backend: () =>
      withHandles((handle) => {
        const kept: [Uint8Array, number][] = [];
        return changed(handle, {
          write: (data, offset) => void kept.push([data, offset]),
          close() {
            for (const [data, offset] of kept) handle.write(data, offset);
            handle.close();
          },
        });
      }),
    foundBy: ["read: gives the bytes that were written, whatever they are"],
  },
  {
    flaw: "what was written shows only after CLOSE",
    backend: () =>
      withHandles((handle) => {
        const kept: [Uint8Array, number][] = [];
        return changed(handle, {
          write: (data, offset) => void kept.push([Buffer.from(data), offset]),
          close() {
            for (const [data, offset] of kept) handle.write(data, offset);
            handle.close();
          },
        });
      }),
    foundBy: [
      "write: is seen by what was asked after it, though nobody waited",
      "open: of one file twice shows the same content",
    ],
  },
  {
    flaw: "a write of nothing lengthens the file",
    backend: () =>
      withHandles((handle) =>
        changed(handle, {
          write: (data, offset) => handle.write(data.length === 0 ? Buffer.alloc(1) : data, offset),
        }),
      ),
    foundBy: ["write: of nothing changes nothing"],
  },
  {
    flaw: "CLOSE does not wait for writes",
    backend: () =>
      withHandles((handle) =>
        changed(handle, {
          write: (data, offset) =>
            void setTimeout((copy: Buffer) => handle.write(copy, offset), 60_000, Buffer.from(data)).unref(),
        }),
      ),
    foundBy: ["write: is done when the file is closed, though nobody waited"],
  },
  {
    flaw: "APPEND is ignored",
    backend: () => withFlags((flags) => flags & ~APPEND),
    foundBy: ["write: with APPEND lands at the end, wherever it says"],
  },
  {
    flaw: "EXCL is ignored",
    backend: () => withFlags((flags) => flags & ~EXCL),
    foundBy: [
      "open: with EXCL creates only what does not exist",
      "open: with EXCL never follows a link, not even one that leads nowhere",
      "open: with EXCL lets only one of two win",
    ],
  },
  {
    flaw: "TRUNC is ignored",
    backend: () => withFlags((flags) => flags & ~TRUNC),
    foundBy: ["open: empties what is there with TRUNC"],
  },
  {
    flaw: "CREAT empties what is there",
    backend: () => withFlags((flags) => (flags & CREAT ? flags | TRUNC : flags)),
    foundBy: ["open: keeps what is there, also with CREAT"],
  },
  {
    flaw: "everything is created",
    backend: () => withFlags((flags) => flags | CREAT),
    foundBy: ["open: refuses what does not exist, unless it may create it"],
  },
  {
    flaw: "a folder can be opened as a file",
    backend: () =>
      new (class extends MemoryBackend {
        override open(path: string, flags: OpenFlags, attrs?: SFTPAttributes): MemoryHandle {
          const isFolder = this.exists(path) && this.stat(path).isDirectory();
          return super.open(
            isFolder ? `${path}.folder` : path,
            isFolder ? READ | WRITE | CREAT : flags,
            attrs,
          );
        }
      })(),
    foundBy: ["open: refuses a folder"],
  },
  {
    flaw: "the mode of OPEN is ignored",
    backend: () =>
      new (class extends MemoryBackend {
        override open(path: string, flags: OpenFlags): MemoryHandle {
          return super.open(path, flags);
        }
      })(),
    foundBy: ["open: gives a new file the mode that was asked for, and an old one none"],
  },
  {
    flaw: "handles are paths",
    backend: () => {
      const backend = new (class extends MemoryBackend {
        // @ts-expect-error -- that is the point of it
        override open(path: string, flags: OpenFlags, attrs?: SFTPAttributes): SFTPHandle {
          super.open(path, flags, attrs).close();
          const again = <T>(use: (handle: MemoryHandle) => T): T => {
            const handle = super.open(path, READ | WRITE);
            try {
              return use(handle);
            } finally {
              handle.close();
            }
          };
          return {
            read: (into, offset) => again((handle) => handle.read(into, offset)),
            write: (data, offset) => again((handle) => handle.write(data, offset)),
            stat: () => again((handle) => handle.stat()),
          };
        }
      })();
      return backend;
    },
    foundBy: [
      "handle: goes on working when its file is renamed",
      "handle: goes on working when its file is removed",
      "handle: of a removed file does not see a new file of that name",
    ],
  },
  {
    flaw: "a handle tells the size that the file had when it was opened",
    backend: () =>
      withHandles((handle) => {
        const size = handle.stat().size!;
        return changed(handle, { stat: () => changedAttributes(handle.stat(), { size }) });
      }),
    foundBy: ["write: is seen by what was asked after it, though nobody waited"],
  },
];
