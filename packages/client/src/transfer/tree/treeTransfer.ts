import type { SFTPAttributes } from "@sftp/attributes";
import { callError } from "../../session/callError.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { HandleRoom } from "../../session/handleRoom.ts";
import { addToReport, type TransferReport } from "../transferReport.ts";
import { Census } from "./census.ts";
import { Crew } from "./crew.ts";
import { Folder, type FolderSource } from "./folder.ts";
import { crewOptions, type TreeOptions } from "./treeOptions.ts";

/** How files are copied within a tree. */
export type FileCopyOptions = Omit<TreeOptions, "recursive">;

/**
 * Where a tree comes from and where it goes. Paths are those of the source.
 *
 * @typeParam T what a folder is at the end that is copied to
 */
export interface TreeDirection<T> {
  readonly operation: "get" | "put";
  /** The path of a name in a folder. */
  join(folder: string, name: string): string;
  /** Follows links. */
  stat(path: string, call: CallOptions): Promise<SFTPAttributes>;
  lstat(path: string, call: CallOptions): Promise<SFTPAttributes>;
  realpath(path: string, call: CallOptions): Promise<string>;
  readlink(path: string, call: CallOptions): Promise<string>;
  /** What is in a folder, each with its `filename`. */
  list(path: string, call: CallOptions): AsyncIterable<SFTPAttributes>;
  /** Whether the end that is copied to can hold this name safely. */
  accepts(name: string): boolean;

  /** Makes a folder, unless it is there. Without a parent it is the top. */
  enter(parent: T | undefined, name: string, call: CallOptions): Promise<T>;
  /** Copies a file. */
  copy(path: string, folder: T, name: string, options: FileCopyOptions): Promise<TransferReport>;
  /** Makes a link, in the place of one that is there. */
  link(target: string, folder: T, name: string, call: CallOptions): Promise<void>;
  /** Nothing in the folder is in work any more. `attributes` are to be preserved, if they are given. */
  leave(folder: T, attributes: SFTPAttributes | undefined, call: CallOptions): Promise<void>;
}

/** Copies a tree: lists and copies at once, many files at a time, and stops at the first failure. */
export class TreeTransfer<T> {
  readonly #direction: TreeDirection<T>;
  readonly #options: TreeOptions;
  readonly #census: Census;
  readonly #crew: Crew<Folder<T>>;

  constructor(direction: TreeDirection<T>, options: TreeOptions, room: HandleRoom) {
    this.#direction = direction;
    this.#options = options;
    this.#census = new Census(options, direction.operation);
    this.#crew = new Crew(
      crewOptions(options, room),
      (folder) => this.#visit(folder),
      (folder) => folder.release(),
    );
  }

  /** Copies what is in the folder at `path` into what `enter` makes of no parent. */
  async run(path: string, attributes: SFTPAttributes): Promise<TransferReport> {
    const started = performance.now();
    const { signal } = this.#options;
    const real = this.#follows ? await this.#direction.realpath(path, this.#call(path, signal)) : undefined;
    await this.#crew.run(this.#folder(undefined, "", { path, attributes, real }));
    const { report } = this.#census;
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
      folder.target = await this.#direction.enter(folder.parent?.target, folder.name, this.#call(path));
      const entries = this.#direction.list(path, this.#call(path));
      for await (const entry of entries) await this.#found(folder, entry);
    } finally {
      await folder.release();
    }
  }

  async #found(folder: Folder<T>, listed: SFTPAttributes): Promise<void> {
    const name = listed.filename!;
    const source = this.#direction.join(folder.source.path, name);
    this.#census.found(folder.pathOf(name), folder.depth + 1);
    if (!this.#direction.accepts(name)) {
      throw callError(
        "ERR_SFTP_UNSAFE_NAME",
        "this name is no plain name of a file here",
        this.#call(source),
      );
    }
    const entry =
      listed.type === "unknown" ? await this.#direction.lstat(source, this.#call(source)) : listed;
    if ((await this.#options.filter?.(folder.pathOf(name), entry)) === false) return;
    if (entry.type === "symlink") await this.#link(folder, name, source);
    else await this.#take(folder, name, source, entry);
  }

  async #take(folder: Folder<T>, name: string, source: string, entry: SFTPAttributes): Promise<void> {
    if (entry.type === "directory") {
      const { real } = folder.source;
      this.#enter(folder, name, source, entry, real && this.#direction.join(real, name));
    } else if (entry.type === "file" || entry.type === "unknown") {
      await this.#carry(folder, name, source, entry);
    } else {
      this.#census.skip(folder.pathOf(name), `it is a ${entry.type}`);
    }
  }

  async #link(folder: Folder<T>, name: string, source: string): Promise<void> {
    const { symlinks = "skip" } = this.#options;
    if (symlinks === "skip") return this.#census.skip(folder.pathOf(name), "it is a symbolic link");
    if (symlinks === "follow") return this.#follow(folder, name, source);
    const call = this.#call(source);
    if (symlinks === "refuse")
      throw callError("ERR_SFTP_SYMLINK", "there is a symbolic link in the tree", call);
    await this.#direction.link(await this.#direction.readlink(source, call), folder.target!, name, call);
    this.#census.report.symlinks++;
  }

  async #follow(folder: Folder<T>, name: string, source: string): Promise<void> {
    const call = this.#call(source);
    const target = await this.#direction.stat(source, call).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT" && error.code !== "ELOOP") throw error;
    });
    if (target === undefined)
      return this.#census.skip(folder.pathOf(name), "it is a link that leads nowhere");
    if (target.type !== "directory") return this.#take(folder, name, source, target);
    const real = await this.#direction.realpath(source, call);
    if (folder.isWithin(real))
      this.#census.skip(folder.pathOf(name), "it is a link to a folder that it is in");
    else this.#enter(folder, name, source, target, real);
  }

  #enter(
    folder: Folder<T>,
    name: string,
    path: string,
    attributes: SFTPAttributes,
    real: string | undefined,
  ): void {
    this.#census.report.directories++;
    this.#crew.enter(this.#folder(folder, name, { path, attributes, real }));
  }

  async #carry(folder: Folder<T>, name: string, source: string, { size }: SFTPAttributes): Promise<void> {
    const { report } = this.#census;
    const options = { ...this.#options, signal: this.#crew.signal, onProgress: this.#census.begin(size) };
    await folder.carry(this.#crew, size ?? Number.POSITIVE_INFINITY, async () => {
      addToReport(report, await this.#direction.copy(source, folder.target!, name, options));
    });
  }

  /** A folder gets its own permissions and times last: filling it needs the one and changes the other. */
  async #finish({ source, target }: Folder<T>): Promise<void> {
    if (target === undefined) return;
    const preserved = this.#options.preserve === true && !this.#crew.signal.aborted;
    try {
      await this.#direction.leave(target, preserved ? source.attributes : undefined, this.#call(source.path));
    } catch (error) {
      this.#crew.fail(error);
    }
  }

  #call(path: string, signal: AbortSignal | undefined = this.#crew.signal): CallOptions {
    return { operation: this.#direction.operation, path, signal, timeout: this.#options.timeout };
  }
}
