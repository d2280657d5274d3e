import { Census } from "./census.ts";
import type { TreeJob } from "./treeJob.ts";
import type { WalkedOptions } from "./treeOptions.ts";
import type { TreeReport } from "./treeReport.ts";
import { TreeTransfer } from "./treeTransfer.ts";

/** Copies what is in a directory, or, if the path names a file, that alone. */
export async function copyTop<T>(
  job: TreeJob<T>,
  path: string,
  options: WalkedOptions,
  listings: number,
): Promise<TreeReport> {
  const { signal, timeout } = options;
  const top = await job.source.stat(path, { name: job.operation, path, signal, timeout });
  if (top.type !== "file") return new TreeTransfer(job, options, listings).run(path, top);
  const census = new Census(options, job.operation);
  const { size } = top;
  if (options.dryRun === true) Object.assign(census.report, { files: 1, bytes: size });
  else Object.assign(census.report, await job.copyItself({ signal, onProgress: census.begin("", size) }));
  census.step({ action: "copy", path: "", size });
  return census.report;
}
