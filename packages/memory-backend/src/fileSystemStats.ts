import type { FileSystemStats } from "@sftp/server";

import type { Space } from "./space.ts";

const BLOCK = 4096;

/** What is said where there is no limit: 1 TiB, and 2^32 files. */
const NO_LIMIT = 2 ** 40;
const FREE_NODES = 2n ** 32n;

/** The figures of a file system that lives in this space. */
export function fileSystemStats(space: Space): FileSystemStats {
  const capacity = Math.min(space.capacity, space.used + NO_LIMIT);
  const free = BigInt(Math.floor((capacity - space.used) / BLOCK));
  return {
    bsize: BigInt(BLOCK),
    frsize: BigInt(BLOCK),
    blocks: BigInt(Math.ceil(capacity / BLOCK)),
    bfree: free,
    bavail: free,
    files: BigInt(space.nodes) + FREE_NODES,
    ffree: FREE_NODES,
    favail: FREE_NODES,
    fsid: 0n,
    flag: 0n,
    namemax: 255n,
  };
}
