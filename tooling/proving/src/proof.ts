/** An invariant whose goal is a figure. One small file in `proofs/` holds each. */
export interface Proof {
  /** Its id in `tooling/rows/ids.txt`. */
  readonly id: string;
  /** What holds, in a line. */
  readonly claim: string;
  /** What `full` counts: `cycles`, `schedules`; `seconds` for what takes as long as it is told. */
  readonly unit: string;
  /** The size that the goal asks for. */
  readonly full: number;
  /** Where figures of earlier runs stand, if not here. */
  readonly elsewhere?: string;
  /** Measures, at that size or another; throws if what was to be measured did not happen. */
  run(size: number): Promise<readonly Figure[]>;
}

/** Something that was measured, and what it must not pass. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** `MiB`, `ms`; empty for a mere count. */
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Whether a figure keeps within its bounds; one that is no number does not. */
export function holds({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean {
  return value <= atMost && value >= atLeast;
}
