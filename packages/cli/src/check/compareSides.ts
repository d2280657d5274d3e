import type { SFTPAttributes } from "@sftp/attributes";
import type { Side, SideFilter } from "./side.ts";

/** How many files are hashed at once. */
const AT_ONCE = 4;

/** What differs between two sides. */
export interface Difference {
  /** Below the top; "" is the top itself. */
  readonly path: string;
  readonly reason:
    | "only in the first"
    | "only in the second"
    | "another type"
    | "another size"
    | "another content";
}

/** What a comparison came to. */
export interface Comparison {
  /** In the order of their paths. */
  readonly differences: readonly Difference[];
  /** How many files are the same, and their bytes. */
  readonly files: number;
  readonly bytes: number;
}

/** Compares two files, or all that is in two directories, by their contents. */
export async function compareSides(
  one: Side,
  other: Side,
  filter: SideFilter | undefined,
): Promise<Comparison> {
  const [first, second] = await Promise.all([entriesOf(one, filter), entriesOf(other, filter)]);
  const paths = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  const differences: Difference[] = [];
  const same = { files: 0, bytes: 0 };
  await eachOf(paths, async (path) => {
    const [here, there] = [first.get(path), second.get(path)];
    const reason = apparent(here, there) ?? (await inContent(path, here!, one, other));
    if (reason !== undefined) differences.push({ path, reason });
    else if (here!.isFile()) {
      same.files++;
      same.bytes += here!.size ?? 0;
    }
  });
  return { differences: differences.toSorted((a, b) => (a.path < b.path ? -1 : 1)), ...same };
}

/** What is on a side, by its path. */
export async function entriesOf(
  side: Side,
  filter: SideFilter | undefined,
): Promise<Map<string, SFTPAttributes>> {
  const found = new Map<string, SFTPAttributes>();
  for await (const { path, attributes } of side.entries(filter)) found.set(path, attributes);
  return found;
}

/** What can be seen without looking into the files. */
function apparent(
  here: SFTPAttributes | undefined,
  there: SFTPAttributes | undefined,
): Difference["reason"] | undefined {
  if (there === undefined) return "only in the first";
  if (here === undefined) return "only in the second";
  if (here.type !== there.type) return "another type";
  return here.isFile() && here.size !== there.size ? "another size" : undefined;
}

async function inContent(
  path: string,
  attributes: SFTPAttributes,
  one: Side,
  other: Side,
): Promise<Difference["reason"] | undefined> {
  if (!attributes.isFile()) return undefined;
  const [first, second] = await Promise.all([one.digest(path), other.digest(path)]);
  return first === second ? undefined : "another content";
}

/** Does something with each, some at once. */
async function eachOf(paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> {
  const left = paths.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const path of left) await work(path);
    }),
  );
}
