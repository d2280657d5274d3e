import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";

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
