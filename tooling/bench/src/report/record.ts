import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";

import type { Competitor } from "../contenders/contender.ts";
import { medianSample } from "../measure/median.ts";
import type { Sample } from "../measure/run.ts";
import { TooSlow } from "../measure/withinLimit.ts";
import type { Work } from "../works/work.ts";

/** On what something was measured. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly openssh: string;
  readonly ssh2: string;
  /** Whether ssh2 found its native crypto; without it, it is slower and says nothing. */
  readonly nativeCrypto: boolean;
  readonly cpu: string;
  readonly cores: number;
  /** How busy the machine was with other things before. */
  readonly load: number;
}

/** What one contender took. */
export interface Entry {
  readonly name: string;
  readonly cipher: string;
  /** The median of each figure. */
  readonly median: Sample;
  readonly samples: readonly Sample[];
}

/** What came of one work. */
export interface WorkRecord {
  readonly id: string;
  readonly title: string;
  readonly amount: number;
  readonly unit: string;
  readonly machine: Machine;
  readonly entries: readonly Entry[];
  /** Who could not do it, or did it wrong. */
  readonly failed: readonly string[];
  /** Who took so long that it was ended. */
  readonly tooSlow: readonly string[];
}

/** This machine, now. */
export function thisMachine(): Machine {
  const require = createRequire(import.meta.url);
  const { bindingAvailable } = require("ssh2/lib/protocol/crypto.js") as { bindingAvailable: boolean };
  const { version } = require("ssh2/package.json") as { version: string };
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    openssh: execFileSync("sh", ["-c", "ssh -V 2>&1"]).toString().trim(),
    ssh2: version,
    nativeCrypto: bindingAvailable,
    cpu: cpus()[0]!.model,
    cores: Number(execFileSync("nproc").toString()),
    load: Math.round(loadavg()[0]! * 10) / 10,
  };
}

/** How the machine is told of in a line. */
export function machineLine(machine: Machine): string {
  const crypto = machine.nativeCrypto ? "with its native crypto" : "WITHOUT its native crypto";
  return [
    `${machine.date}, Node ${machine.node}, ssh2 ${machine.ssh2} ${crypto}, ${machine.openssh}`,
    `${machine.cores} cores of ${machine.cpu}, load ${machine.load} before`,
  ].join("; ");
}

/** The record of a work whose contenders have these samples. */
export function recordOf(
  { id, title, amount, unit }: Work,
  machine: Machine,
  samples: ReadonlyMap<Competitor, readonly Sample[]>,
  failed: ReadonlyMap<Competitor, unknown>,
): WorkRecord {
  const entries = Array.from(samples, ([{ name, cipher }, all]) => ({
    name,
    cipher,
    median: medianSample(all),
    samples: all,
  }));
  const names = (isSlow: boolean): string[] =>
    [...failed].flatMap(([{ name }, error]) => (error instanceof TooSlow === isSlow ? [name] : []));
  return { id, title, amount, unit, machine, entries, failed: names(false), tooSlow: names(true) };
}
