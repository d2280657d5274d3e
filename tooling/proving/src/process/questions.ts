import type { Lag } from "../measure/eventLoopWatch.ts";

/** The file of a server without a folder to which writing never ends. */
export const NEVER_WRITTEN = "/never-written";

/** What a server process tells about itself when it is asked. */
export interface Answers {
  /** Bytes in use on the heap and resident, after everything that nobody needs was collected. */
  memory: { heap: number; resident: number };
  /** What it holds open, without what it is asked through. */
  descriptors: number;
  /** How many connections there are, and how many sessions have begun and have ended so far. */
  sessions: { connections: number; started: number; ended: number };
  /** By how much the event loop came late since this was asked last. */
  lag: Lag;
}

export type Question = keyof Answers;
