import { isSFTPError, StatusCode } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { statusError } from "../session/failures.ts";
import type { PathOperation } from "../session/operation.ts";
import { attributesOf } from "./stat.ts";

/** Finds out why a request failed, by what is at its path: a Node errno string, or `undefined`. */
export type Probe = (context: ClientContext, operation: PathOperation) => Promise<string | undefined>;

/**
 * What `work` gives; where the server says no more than FAILURE, the error gets the code that `probe` finds, if it
 * finds one.
 *
 * @param vague statuses that say too little
 */
export async function withProbe<T>(
  context: ClientContext,
  operation: PathOperation,
  probe: Probe,
  work: () => Promise<T>,
  vague: readonly number[] = [StatusCode.FAILURE],
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSFTPError(error) || error.status === undefined || !vague.includes(error.status)) throw error;
    const code = await probe(context, operation).catch(() => undefined);
    if (code === undefined) throw error;
    const { status, serverMessage, language, request } = error;
    throw statusError({ code: status, message: serverMessage, language }, { ...operation, request }, code);
  }
}

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
