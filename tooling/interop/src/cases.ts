import { it } from "vitest";

/** Declares a test, or, where a deviation is listed under its title, one that must fail. */
export function declareCase(title: string, deviation: string | undefined, body: () => Promise<void>): void {
  if (deviation === undefined) it(title, body);
  else it.fails(`${title} (deviation: ${deviation})`, body);
}
