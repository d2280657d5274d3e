import { createCipheriv, createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

const CHUNK = Buffer.alloc(1 << 20);

/** Writes a file of `size` bytes that do not repeat themselves and are the same for the same `seed`. */
export async function writeSampleFile(path: string, size: number, seed = 1): Promise<void> {
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  const file = await open(path, "w");
  try {
    for (let left = size; left > 0; left -= CHUNK.length) {
      await file.writeFile(noise.update(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK));
    }
  } finally {
    await file.close();
  }
}

/** A file's SHA-256 in hex. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
