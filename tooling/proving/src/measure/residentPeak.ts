import { readFileSync, writeFileSync } from "node:fs";

/** By how much a process's resident memory has grown at its peak since this was made, in bytes. */
export class ResidentPeak {
  readonly #pid: number;
  readonly #before: number;

  constructor(pid: number) {
    this.#pid = pid;
    // Makes the peak what is resident now (proc(5)).
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
    this.#before = statusOf(pid, "VmRSS");
  }

  get growth(): number {
    return statusOf(this.#pid, "VmHWM") - this.#before;
  }
}

function statusOf(pid: number, field: "VmRSS" | "VmHWM"): number {
  const [, kilobytes] = new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(
    readFileSync(`/proc/${pid}/status`, "utf8"),
  )!;
  return Number(kilobytes) * 1024;
}
