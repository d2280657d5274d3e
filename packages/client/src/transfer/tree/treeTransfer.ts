import type { SFTPAttributes } from "@sftp/attributes";
import type { SFTPError } from "@sftp/wire";
import { callError } from "../../session/failures.ts";
import type { Operation } from "../../session/operation.ts";
import { addToReport } from "../report.ts";
import { Folder, type FolderSource } from "./directory.ts";
import { TreeProgress } from "./progress.ts";
import { TargetSide } from "./targetSide.ts";
import type { TreeJob } from "./treeJob.ts";
import { checkSymlinkPolicy, workerOptions, type TreeReport, type WalkedOptions } from "./treeOptions.ts";
import { Workers } from "./workers.ts";

/** A file, link or folder that was found in a folder of the source. */
interface Found<T> {
  readonly folder: Folder<T>;
  readonly name: string;
  /** Its path at the source. */
  readonly path: string;
  readonly attributes: SFTPAttributes;
}

/**
 * Copies a tree, whatever its ends are: lists and copies at once, many files at a time. The first failure ends it, unless
 * the options say that it goes on with the rest.
 */
export class TreeTransfer<T> {
  readonly #job: TreeJob<T>;
  readonly #options: WalkedOptions;
  readonly #progress: TreeProgress;
  readonly #workers: Workers<Folder<T>>;
  readonly #side: TargetSide<T>;

  constructor(job: TreeJob<T>, options: WalkedOptions, listings: number) {
    checkSymlinkPolicy(options.symlinks);
    this.#job = job;
    this.#options = options;
    this.#progress = new TreeProgress(options, job.operation);
    this.#workers = new Workers(
      workerOptions(options, job.limits, listings),
      (folder) => this.#visit(folder),
      (folder) => folder.release(),
    );
    this.#side = new TargetSide(job, options, this.#progress, (path) => this.#call(path));
  }

  /** Copies what is in the folder at `path` into what the target makes of no parent. */
  async run(path: string, attributes: SFTPAttributes): Promise<TreeReport> {
    const started = performance.now();
    const { signal } = this.#options;
    const real = this.#follows ? await this.#job.source.realpath(path, this.#call(path, signal)) : undefined;
    await this.#workers.run(this.#folder(undefined, "", { path, attributes, real }));
    const { report } = this.#progress;
    report.seconds = (performance.now() - started) / 1000;
    return report;
  }

  get #follows(): boolean {
    return this.#options.symlinks === "follow";
  }

  #folder(parent: Folder<T> | undefined, name: string, source: FolderSource): Folder<T> {
    return new Folder(parent, name, source, (folder) => this.#finish(folder));
  }

  async #visit(folder: Folder<T>): Promise<void> {
    const { path } = folder.source;
    try {
      await this.#attempt(folder.path, async () => {
        await this.#side.open(folder);
        const unsafe = (error: SFTPError): void =>
          this.#progress.unsafe(folder.path, folder.depth + 1, error);
        for await (const entry of this.#job.source.list(path, this.#call(path), unsafe)) {
          await this.#attempt(folder.pathOf(entry.filename!), () => this.#found(folder, entry));
        }
        await this.#side.removeExtras(folder, (below, work) => this.#attempt(below, work));
      });
    } finally {
      await folder.release();
    }
  }

  /** Does some of the work; whether all ends when it fails is for the progress to say. */
  async #attempt(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#workers.signal.aborted || !this.#progress.outlives(error, path)) throw error;
    }
  }

  async #found(folder: Folder<T>, listed: SFTPAttributes): Promise<void> {
    const { source } = this.#job;
    const name = listed.filename!;
    const path = source.join(folder.source.path, name);
    const below = folder.pathOf(name);
    this.#progress.found(below, folder.depth + 1);
    if (folder.names.has(name)) return this.#progress.skip(below, "it was listed before");
    const attributes = listed.type === "unknown" ? await source.lstat(path, this.#call(path)) : listed;
    const isWanted = await this.#progress.wants(below, attributes);
    if (isWanted) await this.#side.checkName(folder, name, path);
    folder.names.add(name);
    if (!isWanted) return;
    const found = { folder, name, path, attributes };
    if (attributes.type === "symlink") await this.#link(found);
    else await this.#take(found);
  }

  async #take(found: Found<T>): Promise<void> {
    const { folder, name, path, attributes } = found;
    const { type } = attributes;
    if (type === "directory") {
      const { real } = folder.source;
      await this.#enter(found, real && this.#job.source.join(real, name));
    } else if (type === "file" || type === "unknown") {
      const size = attributes.exactSize === undefined ? undefined : Number(attributes.exactSize);
      await folder.carry(this.#workers, size ?? Number.POSITIVE_INFINITY, () =>
        this.#attempt(folder.pathOf(name), () => this.#copy({ ...found, path }, size)),
      );
    } else {
      this.#progress.skip(folder.pathOf(name), `it is a ${type}`);
    }
  }

  async #link(found: Found<T>): Promise<void> {
    const { folder, name, path } = found;
    const { symlinks = "skip" } = this.#options;
    const operation = this.#call(path);
    if (symlinks === "skip") return this.#progress.skip(folder.pathOf(name), "it is a symbolic link");
    if (symlinks === "refuse")
      throw callError("ERR_SFTP_SYMLINK", "there is a symbolic link in the tree", operation);
    if (symlinks === "follow") return this.#follow(found);
    const target = await this.#job.source.readlink(path, operation);
    if (await this.#side.hasLink(folder, name, target, path)) return void this.#progress.report.unchanged++;
    await this.#side.makeWay(folder, name, "symlink", path);
    if (this.#options.dryRun !== true) await this.#job.target.link(target, folder.target!, name, operation);
    this.#progress.report.symlinks++;
    this.#progress.step({ action: "link", path: folder.pathOf(name) });
  }

  async #follow(found: Found<T>): Promise<void> {
    const { folder, name, path } = found;
    const { source } = this.#job;
    const operation = this.#call(path);
    const attributes = await source.stat(path, operation).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT" && error.code !== "ELOOP") throw error;
    });
    if (attributes === undefined)
      return this.#progress.skip(folder.pathOf(name), "it is a link that leads nowhere");
    if (attributes.type !== "directory") return this.#take({ ...found, attributes });
    const real = await source.realpath(path, operation);
    if (folder.isWithin(real))
      this.#progress.skip(folder.pathOf(name), "it is a link to a folder that it is in");
    else await this.#enter({ ...found, attributes }, real);
  }

  async #enter({ folder, name, path, attributes }: Found<T>, real: string | undefined): Promise<void> {
    await this.#side.makeWay(folder, name, "directory", path);
    this.#workers.enter(this.#folder(folder, name, { path, attributes, real }));
  }

  async #copy({ folder, name, path, attributes }: Found<T>, size: number | undefined): Promise<void> {
    const { report } = this.#progress;
    if (await this.#side.isSame(folder, name, path, attributes)) return void report.unchanged++;
    await this.#side.makeWay(folder, name, "file", path);
    const below = folder.pathOf(name);
    if (this.#options.dryRun === true) {
      report.files++;
      report.bytes += size ?? 0;
    } else {
      const onProgress = this.#progress.begin(below, size);
      const file = { signal: this.#workers.signal, onProgress, isFree: folder.isNew };
      addToReport(report, await this.#job.copy(path, folder.target!, name, file));
    }
    this.#progress.step({ action: "copy", path: below, size });
  }

  /** A folder gets its own permissions and times last: filling it needs the one and changes the other. */
  async #finish({ path, source, target }: Folder<T>): Promise<void> {
    if (target === undefined) return;
    const { preserve, dryRun } = this.#options;
    const isPreserved = preserve === true && dryRun !== true && !this.#workers.signal.aborted;
    const attributes = isPreserved ? source.attributes : undefined;
    try {
      await this.#attempt(path, () =>
        this.#job.target.leave(target, attributes, this.#call(source.path), this.#progress.unmet),
      );
    } catch (error) {
      this.#workers.fail(error);
    }
  }

  #call(path: string, signal: AbortSignal | undefined = this.#workers.signal): Operation {
    return { name: this.#job.operation, path, signal, timeout: this.#options.timeout };
  }
}

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
  const progress = new TreeProgress(options, job.operation);
  const { size } = top;
  if (options.dryRun === true) Object.assign(progress.report, { files: 1, bytes: size });
  else Object.assign(progress.report, await job.copyItself({ signal, onProgress: progress.begin("", size) }));
  progress.step({ action: "copy", path: "", size });
  return progress.report;
}
