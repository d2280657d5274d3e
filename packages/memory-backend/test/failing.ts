import { expect } from "vitest";

/** What an error with this code is like. */
export function failing(code: string): unknown {
  return expect.objectContaining({ code });
}
