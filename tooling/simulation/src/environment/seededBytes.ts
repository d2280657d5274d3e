import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { Random } from "@sftp/testing";

let random = new Random(0);

/** Makes `randomBytes` of this process depend on nothing but the seed of the world. */
export function installSeededBytes(): void {
  Object.assign(crypto, { randomBytes });
  syncBuiltinESMExports();
}

function randomBytes(size: number): Buffer {
  return Buffer.from(random.bytes(size));
}

/** Begins a new sequence of `randomBytes`. */
export function seedBytes(seed: number): void {
  random = new Random(seed);
}
