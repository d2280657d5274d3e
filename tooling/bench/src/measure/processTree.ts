import { readFileSync, writeFileSync } from "node:fs";

/** Clock ticks a second, as /proc counts CPU time on every Linux of today. */
const TICKS = 100;

/** How often processes are looked at, in milliseconds: what one does between its last look and its end is not seen. */
const INTERVAL = 20;

/** What a tree of processes used. */
export interface Usage {
  /** User and system, in seconds. */
  readonly cpu: number;
  /** By how much the sum of the peaks of resident memory is above what was resident in the beginning, in bytes. */
  readonly memory: number;
  /** The sum of the peaks, in bytes. */
  readonly peak: number;
}

/** Which processes count: one with all its descendants, it alone, or its descendants alone. */
export type Members = "all" | "itself" | "below";

/** The processes of a tree, whose use counts from their start, or from `begin` on. */
export class ProcessTree {
  readonly #root: number;
  readonly #members: Members;
  readonly #before = new Map<number, number>();
  readonly #seen = new Map<number, { ticks: number; peak: number }>();
  readonly #timer: NodeJS.Timeout;
  #resident = 0;

  constructor(root: number, members: Members = "all") {
    this.#root = root;
    this.#members = members;
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  /** Forgets what was used so far. */
  begin(): void {
    this.#seen.clear();
    this.#resident = 0;
    for (const pid of this.#pids()) {
      this.#before.set(pid, ticksOf(pid) ?? 0);
      this.#resident += memoryOf(pid, "VmRSS");
      resetPeak(pid);
    }
  }

  /** Ends the watch. */
  stop(): Usage {
    clearInterval(this.#timer);
    this.#look();
    let cpu = 0;
    let peaks = 0;
    for (const [pid, { ticks, peak }] of this.#seen) {
      cpu += (ticks - (this.#before.get(pid) ?? 0)) / TICKS;
      peaks += peak;
    }
    return { cpu, memory: Math.max(peaks - this.#resident, 0), peak: peaks };
  }

  #pids(): number[] {
    if (this.#members === "itself") return [this.#root];
    return tree(this.#root).slice(this.#members === "below" ? 1 : 0);
  }

  #look(): void {
    for (const pid of this.#pids()) {
      const ticks = ticksOf(pid);
      if (ticks === undefined) continue;
      this.#seen.set(pid, { ticks, peak: memoryOf(pid, "VmHWM") || (this.#seen.get(pid)?.peak ?? 0) });
    }
  }
}

function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // It has ended, or belongs to somebody else.
  }
}

/** A process and all its descendants. */
function tree(root: number): number[] {
  const found = [root];
  for (const pid of found) {
    const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
    found.push(...children.map(Number));
  }
  return found;
}

/** User and system time of one process; `undefined` if it has ended. */
function ticksOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === "") return undefined;
  // The name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

function memoryOf(pid: number, what: "VmHWM" | "VmRSS"): number {
  const found = new RegExp(`^${what}:\\s*(\\d+) kB`, "m").exec(read(`/proc/${pid}/status`));
  return Number(found?.[1] ?? 0) * 1024;
}

/** Nothing, for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
