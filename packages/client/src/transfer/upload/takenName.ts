import { isMissing } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";

/** How long the server may be silent, in milliseconds, when a failed upload is cleaned up. */
export const CLEAN_UP_TIMEOUT = 2_000;

/** Removes what an OPEN that nobody waits for any more may have made. */
export async function removeUnless(
  existed: Promise<boolean>,
  context: ClientContext,
  path: string,
): Promise<void> {
  if (await existed) return;
  await context.session.call("remove", { path }).catch(() => {});
}

/** Whether a name is taken: it is unless the server says that there is nothing. */
export async function isTaken(context: ClientContext, path: string): Promise<boolean> {
  try {
    await context.session.call("lstat", { path });
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}
