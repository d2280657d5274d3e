import type { SFTPClient } from "@sftp/client";
import type { Context } from "../context.ts";
import { expandRemote, type GlobOptions, type WrittenPath } from "../glob/remotePaths.ts";
import type { RemoteOptions } from "./remoteCommand.ts";
import { parseTargets } from "./target.ts";
import { withClient } from "./withClient.ts";

type Work = (sftp: SFTPClient, path: string) => Promise<unknown>;

/**
 * Does something with each of the paths that the user named, one after another, on the server of the first. One that
 * fails does not keep the others from being done.
 */
export function eachPath(
  texts: readonly string[],
  options: RemoteOptions,
  context: Context,
  work: Work,
): Promise<void> {
  return each(texts, options, context, literally, work);
}

/** The same with each path that the user's globs match. */
export function eachMatch(
  texts: readonly string[],
  options: RemoteOptions & GlobOptions,
  context: Context,
  work: Work,
): Promise<void> {
  const expanded = (sftp: SFTPClient, paths: readonly WrittenPath[]) =>
    expandRemote(sftp, paths, options, context);
  return each(texts, options, context, expanded, work);
}

async function literally(_sftp: SFTPClient, paths: readonly WrittenPath[]): Promise<string[]> {
  return paths.map(({ path }) => path);
}

async function each(
  texts: readonly string[],
  options: RemoteOptions,
  context: Context,
  expand: (sftp: SFTPClient, paths: readonly WrittenPath[]) => Promise<string[]>,
  work: Work,
): Promise<void> {
  const { target, paths } = parseTargets(texts, options, context);
  await withClient(target, options, context, async (sftp) => {
    for (const path of await expand(sftp, paths)) {
      try {
        await work(sftp, path);
      } catch (error) {
        if (context.signal.aborted) throw error;
        context.report(error);
      }
    }
  });
}
