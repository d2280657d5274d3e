import type { Random } from "@sftp/testing";
import { type FieldKind, type RequestName, requests } from "@sftp/wire";

const ALGORITHMS = ["md5", "sha1,md5", "x", ""];
const PATHS = ["/", "/a", "/b", "/a/b", "", ".", "../x", "//a//", "/caf\udce9", "/nul\0", "/x".repeat(200)];

/** A body for a request, with values that mean something often enough. */
export function randomBody(
  name: RequestName,
  random: Random,
  handles: readonly Uint8Array[],
  paths: readonly string[] = PATHS,
): object {
  const fields = Object.entries(requests[name].fields).map(([field, { kind }]) => {
    if (kind === "text") return [field, random.pick(field === "algorithms" ? ALGORITHMS : paths)];
    return [field, randomValue(kind, random, handles)];
  });
  return Object.fromEntries(fields);
}

function randomValue(kind: FieldKind, random: Random, handles: readonly Uint8Array[]): unknown {
  switch (kind) {
    case "handle":
      return random.oneIn(5) || handles.length === 0 ? random.bytes(random.below(40)) : random.pick(handles);
    case "u32":
      return random.pick([0, 1, 2, 3, 10, 0x1a, 300, 65_536, 0xffff_ffff]);
    case "u64":
      return random.pick([0, 1, 5, 300, 2 ** 31, 2 ** 40, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]);
    case "bool":
      return random.oneIn(2);
    case "attrs":
      return random.pick([{}, { size: 3 }, { mode: 0o600 }, { uid: 1, gid: 2 }, { atime: 1, mtime: 2 }]);
    case "u32List":
      return random.pick([[], [0], [1, 2, 3]]);
    default:
      return random.bytes(random.below(100));
  }
}
