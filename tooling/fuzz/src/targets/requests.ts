import {
  decodeRequest,
  encodeRequest,
  EXTENDED,
  formatRequest,
  INIT,
  requests as rows,
  type DecodedRequest,
  type RequestName,
  type RequestRow,
} from "@sftp/wire";

import { mutateParts } from "../mutate.ts";
import { frameParts } from "../parts.ts";
import { checkPrintable, checkSame, outcome, type Target } from "../target.ts";
import { executeVersion, versionParts } from "./version.ts";

const entries = Object.entries(rows) as [RequestName, RequestRow][];

/** What a server decodes: INIT and every request. */
export const requests: Target = {
  name: "requests",

  generate(random) {
    if (random.oneIn(20)) return mutateParts(random, versionParts(random, INIT));
    const [name, { type, fields }] = random.pick(entries);
    return mutateParts(random, frameParts(random, type, type === EXTENDED ? name : undefined, fields));
  },

  execute(frame) {
    if (frame[0] === INIT) return executeVersion(INIT, frame);
    const result = outcome(() => decodeRequest(frame));
    return () => {
      if ("refusal" in result) return checkPrintable(result.refusal);
      checkPrintable(formatRequest(result.value));
      if (result.value.kind !== "request") return;
      const once = encoded(result.value);
      const again = decodeRequest(once.subarray(4));
      if (again.kind !== "request") throw new Error(`what was encoded is ${formatRequest(again)}`);
      checkSame(once, encoded(again));
    };
  },
};

function encoded({ name, id, body }: DecodedRequest & { kind: "request" }): Uint8Array {
  return encodeRequest(name, id, body as never);
}
