import { join, type Random, string, u32, u64, u8 } from "@sftp/testing";
import type { FieldKind, Fields } from "@sftp/wire";

import { nastyBytes, nastyText, nastyUint32, nastyUint64 } from "./values.ts";

/** A piece of a packet that a mutation can hit by itself. */
export interface Part {
  /** Whether it is a number (of a field, a length, a count) or content. */
  readonly role: "number" | "content";
  readonly bytes: Uint8Array;
}

/** A valid frame (type first, without the length): type, id, the name of an extension, then the fields of its row. */
export function frameParts(random: Random, type: number, name: string | undefined, fields: Fields): Part[] {
  return [
    number(u8(type)),
    number(u32(nastyUint32(random))),
    ...(name === undefined ? [] : stringParts(name)),
    ...fieldParts(random, fields),
  ];
}

/** Valid fields in the order of the wire, with values that tend to hurt. */
export function fieldParts(random: Random, fields: Fields): Part[] {
  return Object.values(fields).flatMap(({ kind }) => valueParts(random, kind));
}

function valueParts(random: Random, kind: FieldKind): Part[] {
  switch (kind) {
    case "bool":
      return [number(u8(random.below(3)))];
    case "u32":
      return [number(u32(nastyUint32(random)))];
    case "u64":
    case "bigUint64":
      return [number(u64(nastyUint64(random)))];
    case "text":
    case "optionalText":
      return stringParts(nastyText(random));
    case "handle":
    case "bytes":
    case "blob":
      return stringParts(nastyBytes(random));
    case "rest":
      return [content(nastyBytes(random))];
    case "attrs":
      return attrsParts(random);
    case "names":
      return listParts(random, () => [
        ...stringParts(nastyText(random)),
        ...stringParts(nastyText(random)),
        ...attrsParts(random),
      ]);
    case "u32List":
      return packedParts(some(random, () => [number(u32(nastyUint32(random)))]));
    case "textList":
      return packedParts(some(random, () => stringParts(nastyText(random))));
  }
}

/** ATTRS with any of its groups, now and then with flags that v3 does not know. */
export function attrsParts(random: Random): Part[] {
  const flags = random.below(16) | (random.oneIn(4) ? 0x8000_0000 : 0) | (random.oneIn(16) ? 0x40 : 0);
  return [
    number(u32(flags >>> 0)),
    ...(flags & 0x1 ? [number(u64(nastyUint64(random)))] : []),
    ...(flags & 0x2 ? [number(u32(nastyUint32(random))), number(u32(nastyUint32(random)))] : []),
    ...(flags & 0x4 ? [number(u32(random.oneIn(2) ? random.below(0o200000) : nastyUint32(random)))] : []),
    ...(flags & 0x8 ? [number(u32(nastyUint32(random))), number(u32(nastyUint32(random)))] : []),
    ...(flags & 0x8000_0000
      ? listParts(random, () => [...stringParts(nastyText(random)), ...stringParts(nastyBytes(random))])
      : []),
  ];
}

/** A count, then so many elements. */
export function listParts(random: Random, element: () => Part[]): Part[] {
  const elements = some(random, () => [element()]);
  return [number(u32(elements.length)), ...elements.flat()];
}

/** A `string` that has other parts in it: a length, then them. */
export function packedParts(parts: readonly Part[]): Part[] {
  return [number(u32(joinParts(parts).length)), ...parts];
}

/** A `string`: a length, then its bytes. */
export function stringParts(value: string | Uint8Array): Part[] {
  const whole = string(value);
  return [number(whole.subarray(0, 4)), content(whole.subarray(4))];
}

/** The results of a few calls; now and then of as many as a packet holds. */
function some<T>(random: Random, element: () => T[]): T[] {
  return Array.from(
    { length: random.oneIn(20_000) ? random.below(20_000) : random.below(4) },
    element,
  ).flat();
}

/** A number as a part. */
export function number(bytes: Uint8Array): Part {
  return { role: "number", bytes };
}

/** Content as a part. */
export function content(bytes: Uint8Array): Part {
  return { role: "content", bytes };
}

/** The parts one after another. */
export function joinParts(parts: readonly Part[]): Uint8Array {
  return join(...parts.map(({ bytes }) => bytes));
}
