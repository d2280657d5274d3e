// @ts-check

/**
 * The first line in which two texts differ, as both have it; `undefined` if they are the same.
 *
 * @param {string} written
 * @param {string} wanted
 */
export function firstDifference(written, wanted) {
  if (written === wanted) return undefined;
  const before = written.split("\n");
  const after = wanted.split("\n");
  const line = after.findIndex((text, index) => text !== before[index]);
  const at = line === -1 ? after.length : line;
  return [`line ${at + 1}`, `- ${before[at] ?? "(nothing)"}`, `+ ${after[at] ?? "(nothing)"}`].join("\n");
}
