import type { SFTPAttributes } from "@sftp/attributes";
import { callError } from "../../session/failures.ts";
import type { Operation } from "../../session/operation.ts";
import type { TreeProgress } from "./progress.ts";
import type { Folder } from "./directory.ts";
import type { TreeJob } from "./treeJob.ts";
import type { WalkedOptions } from "./treeOptions.ts";

/** How many files are deleted at once. */
const DELETIONS = 64;

/** Does some of the work, and sees to what becomes of it if it fails. */
type Attempt = (path: string, work: () => Promise<void>) => Promise<void>;

/** What is at the end that a tree is copied to, as far as somebody needs to know: for a dry run, and to update it. */
export class TargetSide<T> {
  readonly #job: TreeJob<T>;
  readonly #options: WalkedOptions;
  readonly #progress: TreeProgress;
  readonly #call: (path: string) => Operation;

  constructor(
    job: TreeJob<T>,
    options: WalkedOptions,
    progress: TreeProgress,
    operation: (path: string) => Operation,
  ) {
    this.#job = job;
    this.#options = options;
    this.#progress = progress;
    this.#call = operation;
  }

  get #isDry(): boolean {
    return this.#options.dryRun === true;
  }

  /** Opens the folder's counterpart, and makes it first where it is missing. */
  async open(folder: Folder<T>): Promise<void> {
    const { target } = this.#job;
    const { parent, name } = folder;
    const operation = this.#call(folder.source.path);
    if (this.#isDry || this.#job.rules !== undefined) {
      const mayBe = parent === undefined || parent.there?.get(name)?.type === "directory";
      folder.target = mayBe ? await target.look(parent?.target, name, operation) : undefined;
      const entries = folder.target === undefined ? [] : await this.#list(folder.target, folder.path);
      folder.there = new Map(entries.map((entry) => [entry.filename!, entry]));
      if (folder.target !== undefined) return;
    }
    if (!this.#isDry) {
      const entered = await target.enter(parent?.target, name, operation);
      folder.target = entered.folder;
      folder.isNew = entered.isNew;
    }
    if (parent !== undefined) this.#progress.report.directories++;
    this.#progress.step({ action: "mkdir", path: folder.path });
  }

  #list(folder: T, path: string): Promise<SFTPAttributes[]> {
    return this.#job.target.list(folder, this.#call(path), {
      found: () => this.#progress.foundThere(path),
      unsafe: ({ message }) => this.#progress.skip(path, message),
    });
  }

  /**
   * Checks that a name can be one of a file of its own in the folder.
   *
   * @throws SFTPError ERR_SFTP_UNSAFE_NAME
   */
  async checkName({ names, target }: Folder<T>, name: string, path: string): Promise<void> {
    const flaw = this.#job.target.flaw(name);
    if (flaw !== undefined) this.#refuse(path, flaw);
    const other = names.like(name);
    if (other === undefined || target === undefined || this.#isDry) return;
    if (await this.#job.target.areOne(target, other, name))
      this.#refuse(path, `it is the same as "${other}"`);
  }

  #refuse(path: string, flaw: string): never {
    throw callError("ERR_SFTP_UNSAFE_NAME", `no file can have this name here: ${flaw}`, this.#call(path));
  }

  /** Whether a file is there already as it should be. */
  async isSame(folder: Folder<T>, name: string, path: string, attributes: SFTPAttributes): Promise<boolean> {
    const there = folder.there?.get(name);
    const { rules } = this.#job;
    if (rules === undefined || there === undefined || there.type !== "file") return false;
    return rules.isSame({ path, attributes, folder: folder.target!, name, there }, this.#call(path));
  }

  /** Whether a link is there already as it should be. */
  async hasLink(folder: Folder<T>, name: string, target: string, path: string): Promise<boolean> {
    if (this.#job.rules === undefined || folder.there?.get(name)?.type !== "symlink") return false;
    return (await this.#job.target.readlink(folder.target!, name, this.#call(path))) === target;
  }

  /**
   * Removes what is in the way of something of this type. A file takes the place of a link, which it must not be written
   * through, without being asked.
   *
   * @throws SFTPError EEXIST if that may not be deleted
   */
  async makeWay(
    folder: Folder<T>,
    name: string,
    type: "file" | "directory" | "symlink",
    path: string,
  ): Promise<void> {
    const there = folder.there?.get(name);
    const { rules } = this.#job;
    if (rules === undefined || there === undefined || there.type === type) return;
    const isReplaced = there.type === "symlink" && type === "file";
    if (!isReplaced && !rules.delete) {
      const words = `a ${there.type} is in the way at the target, which is removed only with delete`;
      throw callError("EEXIST", words, this.#call(path));
    }
    const isGone = await this.#remove(folder.target!, name, there, folder.pathOf(name), inEarnest);
    if (!isGone) throw callError("EEXIST", "something that is left out is in the way", this.#call(path));
  }

  /** Removes what is only at the target, if that is asked for. Links go, not what they lead to. */
  async removeExtras(folder: Folder<T>, attempt: Attempt): Promise<void> {
    if (this.#job.rules?.delete !== true || folder.there === undefined || folder.target === undefined) return;
    const extras: SFTPAttributes[] = [];
    for (const entry of folder.there.values()) if (await this.#isExtra(folder, entry)) extras.push(entry);
    await this.#removeAll(folder.target, extras, folder.path, attempt);
  }

  /** On some file systems a file goes by another name than it was found by. */
  async #isExtra({ names, target }: Folder<T>, { filename }: SFTPAttributes): Promise<boolean> {
    const like = names.like(filename!);
    if (like === undefined) return true;
    if (like === filename || this.#isDry) return false;
    return !(await this.#job.target.areOne(target!, like, filename!));
  }

  /** @returns whether all of them are gone */
  async #removeAll(
    folder: T,
    entries: readonly SFTPAttributes[],
    path: string,
    attempt: Attempt,
  ): Promise<boolean> {
    let areGone = true;
    const remove = async (entry: SFTPAttributes): Promise<void> => {
      const name = entry.filename!;
      const below = path === "" ? name : `${path}/${name}`;
      let isGone = false;
      await attempt(below, async () => {
        isGone = await this.#remove(folder, name, entry, below, attempt);
      });
      areGone &&= isGone;
    };
    const files = entries.filter(({ type }) => type !== "directory");
    for (let i = 0; i < files.length; i += DELETIONS)
      await Promise.all(files.slice(i, i + DELETIONS).map(remove));
    for (const entry of entries) if (entry.type === "directory") await remove(entry);
    return areGone;
  }

  /** @returns whether it is gone; what the filter leaves out stays */
  async #remove(
    folder: T,
    name: string,
    attributes: SFTPAttributes,
    path: string,
    attempt: Attempt,
  ): Promise<boolean> {
    if (!(await this.#progress.wants(path, attributes))) return false;
    const isFolder = attributes.type === "directory";
    if (isFolder && !(await this.#empty(folder, name, path, attempt))) return false;
    if (!this.#isDry) await this.#job.target.remove(folder, name, isFolder, this.#call(path));
    this.#progress.report.deleted++;
    this.#progress.step({ action: "delete", path });
    return true;
  }

  async #empty(parent: T, name: string, path: string, attempt: Attempt): Promise<boolean> {
    const { target } = this.#job;
    const operation = this.#call(path);
    const folder = await target.look(parent, name, operation);
    if (folder === undefined) return true;
    try {
      return await this.#removeAll(folder, await this.#list(folder, path), path, attempt);
    } finally {
      await target.leave(folder, undefined, operation, this.#progress.unmet);
    }
  }
}

/** Here the first failure counts. */
async function inEarnest(_: string, work: () => Promise<void>): Promise<void> {
  await work();
}
