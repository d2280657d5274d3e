import { createLogUpdate } from "log-update";
import type { Context } from "../context.ts";
import { counted } from "../output/counted.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { formatDuration } from "../output/formatDuration.ts";
import { type FileProgress, fileLine, overallLine } from "./progressLines.ts";
import { Rate } from "./rate.ts";
import { skippedLine } from "./skippedLine.ts";
import type { FileTransfer, TransferView } from "./transferView.ts";

/** How often the bars are drawn, in milliseconds. */
const PERIOD = 100;

/** How many files are shown at once. */
const SHOWN = 5;

/** Bars on a terminal: one for each file on its way, and one line for all. */
export function terminalView({ stderr }: Pick<Context, "stderr">): TransferView {
  const update = createLogUpdate(stderr as NodeJS.WriteStream);
  const running = new Map<FileTransfer, FileProgress>();
  const rate = new Rate();
  let filesDone = 0;
  let bytesDone = 0;

  const draw = (): void => {
    const files = [...running.values()];
    const bytes = files.reduce((sum, { transferred }) => sum + transferred, bytesDone);
    const bytesLeft = files.reduce(
      (sum, { transferred, total }) => sum + Math.max(0, total - transferred),
      0,
    );
    rate.note(bytes, Date.now());
    const overall = { filesDone, bytes, bytesLeft, bytesPerSecond: rate.perSecond };
    update(
      [
        ...files.slice(0, SHOWN).map((file) => fileLine(file, stderr.columns ?? 80)),
        overallLine(overall),
      ].join("\n"),
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
    progress: (file, transferred, total) => void running.set(file, { name: file.source, transferred, total }),
    done(file, bytes) {
      running.delete(file);
      filesDone++;
      bytesDone += bytes;
    },
    failed: (file) => void running.delete(file),
    skipped: (path, reason) => update.persist(skippedLine(path, reason).trimEnd()),
    finish({ files, bytes, seconds }) {
      close();
      const perSecond = formatBytes(bytes / Math.max(seconds, 0.001));
      stderr.write(
        `${counted(files, "file")}, ${formatBytes(bytes)} in ${formatDuration(seconds)} (${perSecond}/s)\n`,
      );
    },
    close,
  };
}
