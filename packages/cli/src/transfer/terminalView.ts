import { createLogUpdate } from "log-update";
import type { Context } from "../context.ts";
import { type FileProgress, fileLine, overallLine } from "./progressLines.ts";
import { Rate } from "./rate.ts";
import { skippedLine } from "./skippedLine.ts";
import { summaryLine } from "./summaryLine.ts";
import type { Progress, Transfer, TransferView } from "./transferView.ts";

/** How often the bars are drawn, in milliseconds. */
const PERIOD = 100;

/** How many files are shown at once. */
const SHOWN = 5;

/** Bars on a terminal: one for each file on its way, and one line for all. */
export function terminalView({ stderr }: Pick<Context, "stderr">): TransferView {
  const update = createLogUpdate(stderr as NodeJS.WriteStream);
  const running = new Map<Transfer, FileProgress>();
  const rate = new Rate();
  let filesDone = 0;
  let overall: Progress = { transferred: 0, total: 0 };
  let [seen, seenAt] = [0, Date.now()];

  const draw = (): void => {
    const { transferred: bytes, total } = overall;
    const now = Date.now();
    if (bytes !== seen) [seen, seenAt] = [bytes, now];
    rate.note(bytes, now);
    const bytesLeft = Math.max(0, total - bytes);
    const columns = stderr.columns ?? 80;
    const stalled = (now - seenAt) / 1000;
    const files = [...running.values()].slice(0, SHOWN).map((file) => fileLine(file, columns));
    update(
      [...files, overallLine({ filesDone, bytes, bytesLeft, bytesPerSecond: rate.perSecond, stalled })].join(
        "\n",
      ),
    );
  };
  const timer = setInterval(draw, PERIOD);
  const close = (): void => {
    clearInterval(timer);
    update.clear();
    update.done();
  };

  return {
    start: (file) => void running.set(file, { name: file.source, transferred: 0, total: 0 }),
    progress(file, progress, all) {
      const known = running.get(file);
      // What comes first, and is more than a part, was there before.
      const kept = known?.total === 0 ? progress.transferred : (known?.kept ?? 0);
      running.set(file, { name: file.source, ...progress, kept });
      overall = all;
    },
    done(file) {
      running.delete(file);
      filesDone++;
    },
    failed: (file) => void running.delete(file),
    step() {},
    skipped: (path, reason) => update.persist(skippedLine(path, reason).trimEnd()),
    finish(summary) {
      close();
      const { files, unchanged, deleted } = summary;
      // What failed has been said.
      if (files > 0 || unchanged > 0 || deleted > 0) stderr.write(`${summaryLine(summary)}\n`);
    },
    close,
  };
}
