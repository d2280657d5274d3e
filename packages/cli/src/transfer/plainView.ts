import { escapeName } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { skippedLine } from "./skippedLine.ts";
import type { TransferView } from "./transferView.ts";

/** One line on stdout for every file that has arrived, for pipes and logs. */
export function plainView({ stdout, stderr }: Pick<Context, "stdout" | "stderr">): TransferView {
  return {
    start() {},
    progress() {},
    done({ source, target }, bytes) {
      stdout.write(`${escapeName(source)} -> ${escapeName(target)} (${formatBytes(bytes)})\n`);
    },
    failed() {},
    skipped: (path, reason) => void stderr.write(skippedLine(path, reason)),
    finish() {},
    close() {},
  };
}
