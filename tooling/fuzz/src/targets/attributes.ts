import { inspect } from "node:util";

import { SFTPAttributes } from "@sftp/attributes";
import { u32, u8 } from "@sftp/testing";
import { decodeReply, encodeReply, replies } from "@sftp/wire";

import { mutateParts } from "../mutate.ts";
import { attrsParts, number } from "../parts.ts";
import { checkPrintable, checkSame, outcome, type Target } from "../target.ts";

/** ATTRS, and everything that `SFTPAttributes` makes of them. */
export const attributes: Target = {
  name: "attributes",

  generate: (random) =>
    mutateParts(random, [number(u8(replies.attrs.type)), number(u32(1)), ...attrsParts(random)]),

  execute(frame) {
    const result = outcome(() => decodeReply(frame));
    if (!("value" in result) || result.value.name !== "attrs") {
      return () => "refusal" in result && checkPrintable(result.refusal);
    }
    const { body } = result.value;
    const dressed = SFTPAttributes.fromWire(body.attrs);
    return () => {
      checkPrintable(inspect(dressed));
      checkPrintable(String(dressed));
      if (Number.isNaN(dressed.mtime?.getTime()) || Number.isNaN(dressed.atime?.getTime())) {
        throw new Error("a time that cannot be said");
      }
      if (dressed.isFile() && dressed.isDirectory()) throw new Error("a file that is a folder");
      checkSame(encodeReply("attrs", 1, body), encodeReply("attrs", 1, { attrs: dressed.toWire() }));
    };
  },
};
