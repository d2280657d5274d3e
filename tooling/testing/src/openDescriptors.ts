import { readdirSync, readlinkSync } from "node:fs";

/**
 * What a process holds open, as `number target` lines in the order of the numbers (Linux, by `/proc`). Tests
 * compare the list from before with the one from after, so that a leak names the file.
 */
export function openDescriptors(pid: number | "self" = "self"): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .toSorted((a, b) => Number(a) - Number(b))
    .flatMap((descriptor) => {
      try {
        return [`${descriptor} ${readlinkSync(`${folder}/${descriptor}`)}`];
      } catch {
        // Closed meanwhile, as the descriptor that listed the folder is.
        return [];
      }
    });
}
