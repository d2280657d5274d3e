import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import { SFTPError, StatusCode } from "@sftp/wire";

import type { RequestContext } from "../backend/backend.ts";

const LENGTH_SIZE = 4;

/** A digest in the making. */
interface Hash {
  update(data: Uint8Array): void;
  digest(): Uint8Array;
}

function newHash(algorithm: string): Hash {
  if (algorithm !== "crc32") return createHash(algorithm);
  let value = 0;
  return {
    update: (data) => void (value = crc32(data, value)),
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

/**
 * One digest for each block of what comes, the last of which may be shorter; of nothing, one digest of nothing.
 *
 * @param blockSize bytes; 0 = one block for all
 * @param limit bytes that all digests together may take, each with a length before it
 * @throws SFTPError if they would take more
 */
export async function hashBlocks(
  chunks: AsyncIterable<Uint8Array>,
  algorithm: string,
  blockSize: number,
  limit: number,
  ctx: RequestContext,
): Promise<Uint8Array[]> {
  const digests: Uint8Array[] = [];
  let hash = newHash(algorithm);
  let room = blockSize || Infinity;
  let empty = true;
  const finish = () => {
    digests.push(hash.digest());
    if (digests.length * (digests[0]!.length + LENGTH_SIZE) > limit) {
      throw new SFTPError(
        StatusCode.FAILURE,
        "too many digests for one reply: ask for larger blocks or fewer bytes",
      );
    }
    hash = newHash(algorithm);
    room = blockSize;
    empty = true;
  };
  for await (const chunk of chunks) {
    for (let others = ctx.yield(); others; others = ctx.yield()) await others;
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + room);
      hash.update(part);
      at += part.length;
      room -= part.length;
      empty = false;
      if (room === 0) finish();
    }
  }
  if (!empty || digests.length === 0) finish();
  return digests;
}
