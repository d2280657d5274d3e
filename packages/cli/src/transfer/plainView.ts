import { escapeName } from "@sftp/wire";
import type { Context } from "../context.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { quietView } from "./quietView.ts";
import { summaryLine } from "./summaryLine.ts";
import type { Step, Transfer, TransferView } from "./transferView.ts";

/** One line on stdout for everything that was done, or would be, for pipes and logs. */
export function plainView(context: Pick<Context, "stdout" | "stderr">): TransferView {
  const print = (line: string): void => void context.stdout.write(`${line}\n`);
  return {
    ...quietView(context),
    done: (file, bytes) => print(copied(file, bytes)),
    step: (step) => print(stepLine(step)),
    finish(summary) {
      const { files, resumed, unchanged, deleted, verified, dryRun } = summary;
      // Of one file all else has been said by its line.
      if (files > 1 || resumed > 0 || unchanged > 0 || deleted > 0 || verified === "hash" || dryRun) {
        print(summaryLine(summary));
      }
    },
  };
}

function stepLine({ action, size, transfer }: Step): string {
  const target = escapeName(transfer.target);
  if (action === "copy") return `copy ${copied(transfer, size)}`;
  if (action === "link") return `link ${escapeName(transfer.source)} -> ${target}`;
  return `${action} ${target}`;
}

function copied({ source, target }: Transfer, bytes: number | undefined): string {
  const amount = bytes === undefined ? "" : ` (${formatBytes(bytes)})`;
  return `${escapeName(source)} -> ${escapeName(target)}${amount}`;
}
