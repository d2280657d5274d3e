/**
 * How much better than by chance somebody tells two kinds of values apart who is shown one of each: 0 is not at all, 0.5
 * is always. (The distance of the area under the ROC curve from one half.)
 */
export function advantage(some: readonly number[], others: readonly number[]): number {
  let larger = 0;
  for (const one of some) for (const other of others) larger += one > other ? 1 : one === other ? 0.5 : 0;
  return Math.abs(larger / (some.length * others.length) - 0.5);
}
