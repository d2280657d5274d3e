import { machineLine } from "@sftp/bench";

import { proofs } from "../proofs.ts";
import type { ProofRecord } from "./record.ts";
import { figureInWords, sizeInWords } from "./words.ts";

/** The page that shows every proof beside the last record of it, in Markdown. */
export function page(records: ReadonlyMap<string, ProofRecord>): string {
  const rows = proofs.map(({ id, claim, full, unit, elsewhere }) => {
    const record = records.get(id);
    const done = record === undefined ? ["", elsewhere ?? "not yet run", ""] : reached(record);
    return [id, claim, sizeInWords(full, unit), ...done];
  });
  const table = [
    ["", "what holds", "goal", "done", "figures", "when, and how long"],
    Array(6).fill("---"),
    ...rows,
  ];
  const runs = proofs.flatMap(({ id }) => {
    const record = records.get(id);
    return record === undefined ? [] : [`- \`${record.command}\`: ${machineLine(record.machine)}`];
  });
  return `${[
    "# Results",
    "Written by `pnpm proving`; what a row is and how it is run is said one folder up.",
    table.map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
    "The commands, and the machines that they ran on:",
    runs.join("\n"),
  ].join("\n\n")}\n`;
}

function reached({ size, unit, figures, seconds, machine }: ProofRecord): string[] {
  return [
    sizeInWords(size, unit),
    figures.map(figureInWords).join("; "),
    `${machine.date}, ${sizeInWords(seconds, "seconds")}`,
  ];
}
