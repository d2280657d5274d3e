import { string, u16, u32, u64, u8, type Random } from "@sftp/testing";
import {
  decodeList,
  decodeSupported2,
  decodeVendorId,
  decodeVersion,
  decodeVersions,
  encodeVersion,
  type INIT,
  type VERSION,
} from "@sftp/wire";

import { content, listParts, number, packedParts, type Part, stringParts } from "../parts.ts";
import { checkPrintable, checkSame, outcome } from "../target.ts";
import { nastyBytes, nastyText, nastyUint32, nastyUint64 } from "../values.ts";

/** Pairs whose data has a form: how it is read, and data of that form. */
const pairs = new Map<string, { decode(data: Uint8Array): unknown; parts(random: Random): Part[] }>(
  Object.entries({
    "vendor-id": {
      decode: decodeVendorId,
      parts: (random: Random) => [
        ...Array.from({ length: 3 }, () => textParts(random)).flat(),
        number(u64(nastyUint64(random))),
      ],
    },
    supported2: {
      decode: decodeSupported2,
      parts: (random: Random) => [
        ...Array.from({ length: 5 }, () => number(u32(nastyUint32(random)))),
        ...Array.from({ length: 2 }, () => number(u16(random.below(0x10000)))),
        ...listParts(random, () => textParts(random)),
        ...listParts(random, () => textParts(random)),
      ],
    },
    versions: { decode: decodeVersions, parts: (random: Random) => [content(nastyText(random))] },
    "check-file": { decode: decodeList, parts: (random: Random) => [content(nastyText(random))] },
  }),
);

/** A valid INIT or VERSION with a few pairs. */
export function versionParts(random: Random, type: typeof INIT | typeof VERSION): Part[] {
  return [
    number(u8(type)),
    number(u32(nastyUint32(random))),
    ...Array.from({ length: random.below(4) }, () => {
      if (random.oneIn(4)) return [...textParts(random), content(string(nastyBytes(random)))];
      const [name, { parts }] = random.pick([...pairs]);
      return [...stringParts(name), ...packedParts(parts(random))];
    }).flat(),
  ];
}

/** Takes INIT or VERSION and the data of its pairs; see `Target.execute`. */
export function executeVersion(type: typeof INIT | typeof VERSION, frame: Uint8Array): () => void {
  const result = outcome(() => decodeVersion(type, frame));
  const data =
    "value" in result
      ? Array.from(result.value.extensions, ([name, bytes]) => outcome(() => pairs.get(name)?.decode(bytes)))
      : [];
  return () => {
    for (const pair of data) if ("refusal" in pair) checkPrintable(pair.refusal);
    if ("refusal" in result) return checkPrintable(result.refusal);
    const once = encodeVersion(type, result.value);
    checkSame(once, encodeVersion(type, decodeVersion(type, once.subarray(4))));
  };
}

function textParts(random: Random): Part[] {
  return stringParts(nastyText(random));
}
