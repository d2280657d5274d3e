import type { SFTPClient } from "@sftp/sftp";
import type { Context } from "../context.ts";
import type { RemoteOptions } from "./remoteCommand.ts";
import { parseSecondPath, parseTarget } from "./target.ts";
import { withClient } from "./withClient.ts";

/**
 * Does something with each of the paths that the user named, one after another, on the server of the first. One that
 * fails does not keep the others from being done.
 */
export async function eachPath(
  texts: readonly string[],
  options: RemoteOptions,
  context: Context,
  work: (sftp: SFTPClient, path: string) => Promise<unknown>,
): Promise<void> {
  const [first = "", ...others] = texts;
  const target = parseTarget(first, options);
  const paths = [target.path, ...others.map((text) => parseSecondPath(text, target))];
  await withClient(target, options, context, async (sftp) => {
    for (const path of paths) {
      try {
        await work(sftp, path);
      } catch (error) {
        if (context.signal.aborted) throw error;
        context.report(error);
      }
    }
  });
}
