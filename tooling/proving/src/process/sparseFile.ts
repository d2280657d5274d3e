import { truncateSync, writeFileSync } from "node:fs";

/** Makes a file of so many bytes that takes no room on the disk. */
export function sparseFile(path: string, size: number): void {
  writeFileSync(path, "");
  truncateSync(path, size);
}
