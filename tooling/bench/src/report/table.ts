import type { Sample } from "../measure/run.ts";
import type { Entry, WorkRecord } from "./record.ts";

const MiB = 1024 * 1024;

/** One figure of each contender; `first` is the contender that ratios are to. */
export interface Column {
  readonly head: string;
  cell(entry: Entry, first: Sample): string;
}

const secondsColumn: Column = { head: "seconds", cell: ({ median }) => median.seconds.toFixed(2) };
const clientCpuColumn: Column = { head: "client CPU s", cell: ({ median }) => median.clientCpu.toFixed(2) };
const serverCpuColumn: Column = { head: "server CPU s", cell: ({ median }) => median.serverCpu.toFixed(2) };
const runsColumn: Column = { head: "runs", cell: ({ samples }) => String(samples.length) };

/** What is of interest of a client. */
export const clientColumns: readonly Column[] = [
  secondsColumn,
  {
    head: "time, to the first's",
    cell: ({ median }, first) => ratio(median.seconds, first.seconds),
  },
  clientCpuColumn,
  serverCpuColumn,
  {
    head: "CPU, to the first's",
    cell: ({ median }, first) =>
      ratio(median.clientCpu + median.serverCpu, first.clientCpu + first.serverCpu),
  },
  { head: "memory +MiB", cell: ({ median }) => (median.memory / MiB).toFixed(0) },
  runsColumn,
];

/** What is of interest of a server. */
export const serverColumns: readonly Column[] = [
  {
    head: "rate, to the first's",
    cell: ({ median }, first) => ratio(first.seconds, median.seconds),
  },
  secondsColumn,
  serverCpuColumn,
  clientCpuColumn,
  { head: "server memory MiB", cell: ({ median }) => (median.serverMemory / MiB).toFixed(0) },
  runsColumn,
];

/** A work's figures in Markdown: the rate, and these columns. Ratios are to the first contender. */
export function table(
  { entries, amount, unit, failed, tooSlow }: WorkRecord,
  columns: readonly Column[],
): string {
  const rows = entries.map((entry) => [
    entry.name,
    rate(amount / entry.median.seconds),
    ...columns.map(({ cell }) => cell(entry, entries[0]!.median)),
  ]);
  const head = ["", `${unit}/s`, ...columns.map((column) => column.head)];
  const lines = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return [
    lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
    ...(tooSlow.length > 0 ? [`Ended because they took too long: ${tooSlow.join(", ")}.`] : []),
    ...(failed.length > 0 ? [`Failed: ${failed.join(", ")}.`] : []),
  ].join("\n\n");
}

function ratio(value: number, first: number): string {
  return first > 0 && Number.isFinite(value / first) ? (value / first).toFixed(2) : "";
}

function rate(value: number): string {
  return Number.isFinite(value) ? (value >= 100 ? value.toFixed(0) : value.toFixed(1)) : "too fast";
}
