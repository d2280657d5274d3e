import { createCipheriv, createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

const PART = 1024 * 1024;

/** Bytes that cannot be compressed, the same in every run. */
export function randomBytes(seed: number): (length: number) => Buffer {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}

/** Writes a file of such bytes; returns its SHA-256. */
export function writeRandomFile(path: string, size: number, seed: number): string {
  const next = randomBytes(seed);
  const hash = createHash("sha256");
  const file = openSync(path, "w");
  for (let written = 0; written < size; written += PART) {
    const part = next(Math.min(PART, size - written));
    hash.update(part);
    writeSync(file, part);
  }
  closeSync(file);
  return hash.digest("hex");
}
