import { attributesOf } from "./attributesOf.ts";
import type { Probe } from "./withProbe.ts";

/** Something was to be made where there is something already. */
export const existsAlready: Probe = async (context, operation) => {
  await attributesOf(context, "lstat", operation, operation.destination);
  return "EEXIST";
};

/** What was to be opened or removed as a file is a folder. */
export const isFolder: Probe = async (context, operation) => {
  const { type } = await attributesOf(context, "lstat", operation);
  return type === "directory" ? "EISDIR" : undefined;
};

/** What was to be listed is no folder. */
export const isNoFolder: Probe = async (context, operation) => {
  const { type } = await attributesOf(context, "stat", operation);
  return type === "directory" || type === "unknown" ? undefined : "ENOTDIR";
};
