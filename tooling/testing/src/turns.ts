// Taken when the module loads, so that fake timers of a test never stop the plumbing under it.
const { setImmediate } = globalThis;

/** Runs `work` in the next turn of the event loop, whatever fake timers are installed. */
export function nextTurn(work: () => void): void {
  setImmediate(work);
}

/** Resolves after `count` turns of the event loop; the clock of the tests, which know no wall time. */
export async function turns(count = 1): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => nextTurn(resolve));
  }
}

/** Resolves once `condition` holds, looking once per turn; throws after `limit` turns, naming what was awaited. */
export async function until(condition: () => boolean, what = "the condition", limit = 10_000): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn === limit) throw new Error(`${what} did not come true within ${limit} turns of the event loop`);
    await turns();
  }
}
