import type { WorkRecord } from "./record.ts";

const MiB = 1024 * 1024;

/** A work's figures in Markdown; ratios are to the first contender. */
export function table({ entries, amount, unit, failed, tooSlow }: WorkRecord): string {
  const first = entries[0]?.median;
  const rows = entries.map(({ name, median, samples }) => {
    return [
      name,
      rate(amount / median.seconds),
      median.seconds.toFixed(2),
      ratio(median.seconds, first!.seconds),
      median.clientCpu.toFixed(2),
      median.serverCpu.toFixed(2),
      ratio(median.clientCpu + median.serverCpu, first!.clientCpu + first!.serverCpu),
      (median.memory / MiB).toFixed(0),
      samples.length,
    ];
  });
  const head = [
    "",
    `${unit}/s`,
    "seconds",
    "time, to the first's",
    "client CPU s",
    "server CPU s",
    "CPU, to the first's",
    "memory +MiB",
    "runs",
  ];
  const lines = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return [
    lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
    ...(tooSlow.length > 0 ? [`Ended because they took too long: ${tooSlow.join(", ")}.`] : []),
    ...(failed.length > 0 ? [`Failed: ${failed.join(", ")}.`] : []),
  ].join("\n\n");
}

function ratio(value: number, first: number): string {
  return first > 0 ? (value / first).toFixed(2) : "";
}

function rate(value: number): string {
  return Number.isFinite(value) ? (value >= 100 ? value.toFixed(0) : value.toFixed(1)) : "too fast";
}
