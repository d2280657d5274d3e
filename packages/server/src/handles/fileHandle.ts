import { OpenFlags } from "@sftp/wire";

import type { SFTPHandle } from "../backend/backend.ts";

/** What is needed of a file to read it: Node's `FileHandle` has it. */
export interface ReadableFile {
  /** Reads up to `length` bytes at `position`; 0 is the end. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/** What is needed of a file to write it: Node's `FileHandle` has it. */
export interface WritableFile {
  /** Writes at `position`, or where the file's own position is if that is null; may write fewer bytes than asked. */
  write(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ bytesWritten: number }>;
  close(): Promise<void>;
}

/** What an `SFTPHandle` is made of. If both are given, they must be the same file. */
export interface FileHandleParts {
  readFile?: ReadableFile | undefined;
  writeFile?: WritableFile | undefined;
  /** The flags of OPEN: with APPEND, writes land at the end, wherever they say. */
  flags?: OpenFlags | undefined;
}

/**
 * An open file made of files as Node has them (paramiko's default `SFTPHandle`). What it cannot do (`stat`, `chattr`,
 * reading without `readFile`) answers OP_UNSUPPORTED; add it with `{ ...fileHandle(parts), stat }`.
 *
 * @example
 * ```ts
 * open: async (path, flags) => fileHandle({ readFile: await open(join(folder, path)), flags }),
 * ```
 */
export function fileHandle({ readFile, writeFile, flags = 0 }: FileHandleParts): SFTPHandle {
  const appends = (flags & OpenFlags.APPEND) !== 0;
  return {
    ...(readFile && {
      async read(into, offset) {
        const { bytesRead } = await readFile.read(into, 0, into.length, offset);
        return bytesRead;
      },
    }),
    ...(writeFile && {
      async write(data, offset) {
        for (let done = 0; done < data.length;) {
          const position = appends ? null : offset + done;
          const { bytesWritten } = await writeFile.write(data, done, data.length - done, position);
          if (bytesWritten === 0) throw new Error("the file takes no more bytes");
          done += bytesWritten;
        }
      },
    }),
    async close() {
      const files = new Set<ReadableFile | WritableFile | undefined>([readFile, writeFile]);
      await Promise.all([...files].map((file) => file?.close()));
    },
  };
}
