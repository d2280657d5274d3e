import { attributesOf } from "./attributesOf.ts";
import { listFolder } from "./listFolder.ts";
import type { Probe } from "./withProbe.ts";

/** What was to be removed as an empty folder is not empty, or none. */
export const isFullOrNoFolder: Probe = async (session, call) => {
  const { type } = await attributesOf(session, "lstat", call.path, call);
  if (type !== "directory") return type === "unknown" ? undefined : "ENOTDIR";
  await using entries = listFolder(session, { ...call, readAheads: 1 });
  const { done } = await entries.next();
  return done === true ? undefined : "ENOTEMPTY";
};
