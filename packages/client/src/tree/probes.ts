import { attributesOf } from "./attributesOf.ts";
import type { Probe } from "./withProbe.ts";

/** Something was to be made where there is something already. */
export const existsAlready: Probe = async (session, call) => {
  await attributesOf(session, "lstat", call.destination ?? call.path, call);
  return "EEXIST";
};

/** What was to be opened or removed as a file is a folder. */
export const isFolder: Probe = async (session, call) => {
  const { type } = await attributesOf(session, "lstat", call.path, call);
  return type === "directory" ? "EISDIR" : undefined;
};

/** What was to be listed is no folder. */
export const isNoFolder: Probe = async (session, call) => {
  const { type } = await attributesOf(session, "stat", call.path, call);
  return type === "directory" || type === "unknown" ? undefined : "ENOTDIR";
};
