import { createCipheriv, randomBytes } from "node:crypto";
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const CHUNK = Buffer.alloc(1 << 20);

/** Writes a file of random bytes. */
export async function writeSampleFile(path: string, size: number, signal: AbortSignal): Promise<void> {
  const noise = createCipheriv("aes-128-ctr", randomBytes(16), randomBytes(16));
  const file = await open(path, "wx");
  try {
    for (let left = size; left > 0; left -= CHUNK.length) {
      signal.throwIfAborted();
      await file.writeFile(noise.update(CHUNK.subarray(0, Math.min(left, CHUNK.length))));
    }
  } finally {
    await file.close();
  }
}

/** Writes `count` small files of random bytes into directories of 100 each. */
export async function writeSampleTree(root: string, count: number, signal: AbortSignal): Promise<void> {
  for (let n = 0; n < count; n++) {
    signal.throwIfAborted();
    const path = join(root, `folder-${Math.floor(n / 100)}`, `file-${n}.bin`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, randomBytes((n * 37) % 8192));
  }
}
