import { join, u32, type Random } from "@sftp/testing";

import { joinParts, type Part } from "./parts.ts";
import { nastyBytes, nastyText, nastyUint32 } from "./values.ts";

/** Longer inputs say nothing that shorter ones do not; a frame of OpenSSH's greatest size just fits. */
const MAXIMUM = 256 * 1024 + 16;

/** A packet with up to three of its parts wrong; one in four stays right. */
export function mutateParts(random: Random, parts: readonly Part[]): Uint8Array {
  const mutated = [...parts];
  if (!random.oneIn(4)) {
    for (let times = 1 + random.below(3); times > 0 && mutated.length > 0; times--)
      mutatePart(random, mutated);
  }
  return joinParts(mutated);
}

function mutatePart(random: Random, parts: Part[]): void {
  const at = random.below(parts.length);
  const part = parts[at]!;
  switch (random.below(6)) {
    case 0:
      parts.splice(at, 1);
      return;
    case 1:
      parts.splice(at, 0, part);
      return;
    case 2:
      parts.length = at;
      return;
    case 3:
      parts.push({ role: "content", bytes: nastyBytes(random) });
      return;
    default:
      parts[at] = {
        ...part,
        bytes: part.role === "number" ? otherNumber(random, part.bytes) : nastyText(random),
      };
  }
}

/** Another number of the same size: an edge, or one off. */
function otherNumber(random: Random, bytes: Uint8Array): Uint8Array {
  const other = Uint8Array.from(bytes);
  if (random.oneIn(2)) {
    const last = other.length - 1;
    other[last] = other[last]! + (random.oneIn(2) ? 1 : -1);
  } else {
    const edge = u32(nastyUint32(random));
    other.set(edge.subarray(-Math.min(other.length, edge.length)), Math.max(other.length - edge.length, 0));
  }
  return other;
}

/**
 * An input with a few bytes changed, without regard to what they mean; `other` is a second input to cross it with.
 */
export function mutateBytes(random: Random, input: Uint8Array, other: Uint8Array): Uint8Array {
  let mutated = input;
  for (let times = 1 + random.below(4); times > 0; times--) mutated = changeBytes(random, mutated, other);
  return mutated.subarray(0, MAXIMUM);
}

function changeBytes(random: Random, input: Uint8Array, other: Uint8Array): Uint8Array {
  const at = random.below(input.length + 1);
  const end = Math.min(input.length, at + 1 + random.below(16));
  const before = input.subarray(0, at);
  switch (random.below(10)) {
    case 0:
      return before;
    case 1:
      return join(before, input.subarray(end));
    case 2:
      return join(input.subarray(0, end), input.subarray(at));
    case 3:
      return join(before, nastyBytes(random), input.subarray(at));
    case 4:
      return join(before, nastyText(random), input.subarray(end));
    case 5:
      return join(before, other.subarray(random.below(other.length + 1)));
    case 6:
      return join(before, u32(nastyUint32(random)), input.subarray(at + 4));
    case 7:
      return random.oneIn(2000) ? repeated(before, input.subarray(at, end), input.subarray(end)) : input;
    default: {
      const flipped = Uint8Array.from(input);
      if (at < flipped.length) flipped[at] = flipped[at]! ^ (1 << random.below(8));
      return flipped;
    }
  }
}

/** The middle part over and over, up to the greatest input: what takes long or much shows then. */
function repeated(before: Uint8Array, middle: Uint8Array, after: Uint8Array): Uint8Array {
  const times = Math.floor((MAXIMUM - before.length - after.length) / Math.max(middle.length, 1));
  return join(before, Buffer.concat(Array.from({ length: Math.max(times, 1) }, () => middle)), after);
}
