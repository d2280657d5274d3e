/** How Node's streams are told that a step is done, or failed. */
export type Done = (error?: Error | null) => void;

/** Calls back when a step is done. */
export async function tellWhenDone(step: Promise<void>, done: Done): Promise<void> {
  let failure: Error | undefined;
  try {
    await step;
  } catch (error) {
    failure = error as Error;
  }
  done(failure);
}
