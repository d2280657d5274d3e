import { basename } from "node:path/posix";
import { UsageError } from "../usageError.ts";

/**
 * Refuses sources that would get the same name in a directory, where one would replace another, as cp(1) and mv(1) do.
 *
 * @throws UsageError before anything is done
 */
export function refuseSameNames(sources: readonly string[], destination: string): void {
  const byName = new Map<string, string>();
  for (const source of sources) {
    const name = basename(source);
    // What is in . or .. goes into the directory itself, as a tree does that is merged into another one.
    if (["", ".", ".."].includes(name)) continue;
    const other = byName.get(name);
    if (other !== undefined && other !== source) {
      throw new UsageError(`${other} and ${source} would both become ${name} in ${destination}`);
    }
    byName.set(name, source);
  }
}
