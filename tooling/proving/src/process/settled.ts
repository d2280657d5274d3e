import { setTimeout } from "node:timers/promises";

/** Waits until a condition holds, asking ten times a second; throws if it does not within a minute. */
export async function settled(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (let times = 0; !(await condition()); times++) {
    if (times === 600) throw new Error(`${what} did not come true within a minute`);
    await setTimeout(100);
  }
}
