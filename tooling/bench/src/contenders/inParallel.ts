/** Does something with each item, with at most `limit` in work at once. */
export async function inParallel<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: limit }, async () => {
    for (const item of rest) await work(item);
  });
  await Promise.all(workers);
}
