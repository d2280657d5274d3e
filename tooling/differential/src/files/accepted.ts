import type { Accepted } from "../comparison.ts";

/** Where our open files are not Python's. */
export const accepted: readonly Accepted[] = [
  {
    reason:
      "in append mode the position after a write is the end, where it went; Python says so only when its buffer is written",
    step: /^a\+?b \S+ \["tell"\]/,
    ours: /^\d+$/,
    theirs: /^\d+$/,
  },
];

/** Where they are not paramiko's. */
export const acceptedWithParamiko: readonly Accepted[] = [
  {
    reason: "where Python's own files and paramiko's differ, ours are as Python's",
    step: / ours is as Python's$/,
    ours: /^/,
    theirs: /^/,
  },
  {
    reason: "in append mode the position after a write is the end, where it went",
    step: /^a\+?b \S+ \["tell"\]/,
    ours: /^\d+$/,
    theirs: /^\d+$/,
  },
];
