import type { Context } from "../context.ts";
import { errorFields } from "../output/describeError.ts";
import { jsonLine } from "../output/jsonLine.ts";
import type { TransferView } from "./transferView.ts";

/** The least time between two `progress` events, in milliseconds. */
const PERIOD = 250;

/** Events for programs, one JSON object a line on stdout. */
export function jsonView({ stdout }: Pick<Context, "stdout">): TransferView {
  let last = 0;
  const tell = (event: string, fields: object): void => void stdout.write(jsonLine({ event, ...fields }));
  return {
    start: (file) => tell("start", file),
    progress(file, progress) {
      const now = Date.now();
      if (now - last < PERIOD && progress.transferred !== progress.total) return;
      last = now;
      tell("progress", { ...file, ...progress });
    },
    done: (file, bytes) => tell("done", { ...file, bytes }),
    failed: (file, error) => tell("error", { ...file, error: errorFields(error) }),
    step({ transfer: { operation, source, target }, action, size }) {
      // What is deleted has no source.
      tell("step", { operation, source: action === "delete" ? undefined : source, target, action, size });
    },
    skipped: (path, reason) => tell("skipped", { path, reason }),
    finish: (summary) => tell("summary", summary),
    close() {},
  };
}
