import { createHash } from "node:crypto";
import { Random } from "@sftp/testing";

/**
 * A random generator for one subsystem of a world. Each has its own, so that one more number drawn by the network changes
 * nothing that the disk does.
 */
export function stream(seed: number, ...subsystem: readonly (string | number)[]): Random {
  const digest = createHash("sha256")
    .update(`${seed}/${subsystem.join("/")}`)
    .digest();
  return new Random(digest.readUInt32BE(0));
}
