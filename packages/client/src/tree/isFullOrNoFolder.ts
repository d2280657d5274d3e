import { attributesOf } from "./attributesOf.ts";
import { listFolder } from "./listFolder.ts";
import type { Probe } from "./withProbe.ts";

/** What was to be removed as an empty folder is not empty, or none. */
export const isFullOrNoFolder: Probe = async (context, operation) => {
  const { type } = await attributesOf(context, "lstat", operation);
  if (type !== "directory") return type === "unknown" ? undefined : "ENOTDIR";
  let hasUnsafe = false;
  const onUnsafe = (): void => void (hasUnsafe = true);
  await using entries = listFolder(context, operation, { readAheads: 1, onUnsafe });
  const { done } = await entries.next();
  return done === true && !hasUnsafe ? undefined : "ENOTEMPTY";
};
