import { isSFTPError, StatusCode } from "@sftp/wire";
import { statusError } from "../session/callError.ts";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";

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
