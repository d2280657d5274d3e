import type { Context } from "../context.ts";
import { skippedLine } from "./skippedLine.ts";
import type { TransferView } from "./transferView.ts";

/** Says only what was left out. */
export function quietView({ stderr }: Pick<Context, "stderr">): TransferView {
  return {
    start() {},
    progress() {},
    done() {},
    failed() {},
    step() {},
    skipped: (path, reason) => void stderr.write(skippedLine(path, reason)),
    finish() {},
    close() {},
  };
}
