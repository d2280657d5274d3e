import { SFTPAttributes } from "@sftp/attributes";
import { entryNameFlaw } from "../../remote/entryName.ts";
import { joinRemote, listDirectory } from "../../remote/listDirectory.ts";
import { DIRECTORY_MODE, ensureDirectory, makeDirectories } from "../../remote/makeDirectories.ts";
import { attributesOf, checkDirectory, isMissing, isRefused, nameOf } from "../../remote/stat.ts";
import { replaceLink } from "../../remote/symlink.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { onPath, type Operation } from "../../session/operation.ts";
import type { Unmet } from "../report.ts";
import type { Entered, ListingWatch, TreeSource, TreeTarget } from "./treeEnds.ts";

/** READDIRs on their way for each folder that is being listed. */
const READ_AHEADS = 4;

/** A tree at the server that is copied from. */
export class RemoteSource implements TreeSource {
  readonly join = joinRemote;
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Where nobody may look, listing it shows what it is. */
  async stat(path: string, operation: Operation): Promise<SFTPAttributes> {
    try {
      return await attributesOf(this.#context, "stat", onPath(operation, path));
    } catch (error) {
      if (!isRefused(error) || isMissing(error)) throw error;
      return new SFTPAttributes();
    }
  }

  lstat(path: string, operation: Operation): Promise<SFTPAttributes> {
    return attributesOf(this.#context, "lstat", onPath(operation, path));
  }

  realpath(path: string, operation: Operation): Promise<string> {
    return nameOf(this.#context, "realpath", onPath(operation, path));
  }

  readlink(path: string, operation: Operation): Promise<string> {
    return nameOf(this.#context, "readlink", onPath(operation, path));
  }

  list(path: string, operation: Operation, onUnsafe: ListingWatch["unsafe"]): AsyncIterable<SFTPAttributes> {
    return listDirectory(this.#context, onPath(operation, path), { readAheads: READ_AHEADS, onUnsafe });
  }
}

/** A tree at the server that is copied to, where a folder is its path. */
export class RemoteTreeTarget implements TreeTarget<string> {
  readonly #context: ClientContext;
  readonly #top: string;

  constructor(context: ClientContext, top: string) {
    this.#context = context;
    this.#top = top;
  }

  flaw(name: string): string | undefined {
    return entryNameFlaw(name);
  }

  async areOne(): Promise<boolean> {
    return false;
  }

  async enter(parent: string | undefined, name: string, operation: Operation): Promise<Entered<string>> {
    const folder = this.#path(parent, name);
    const make = parent === undefined ? makeDirectories : ensureDirectory;
    const isNew = await make(this.#context, DIRECTORY_MODE, onPath(operation, folder));
    return { folder, isNew };
  }

  async look(parent: string | undefined, name: string, operation: Operation): Promise<string | undefined> {
    const path = this.#path(parent, name);
    if (parent !== undefined) return path;
    try {
      await checkDirectory(this.#context, onPath(operation, path));
      return path;
    } catch (error) {
      // Where nobody may look, making it shows whether it is there.
      if (isRefused(error)) return undefined;
      throw error;
    }
  }

  async list(path: string, operation: Operation, watch: ListingWatch): Promise<SFTPAttributes[]> {
    const entries: SFTPAttributes[] = [];
    using lease = await this.#context.handles.acquire(1, operation.signal);
    const listing = { readAheads: READ_AHEADS, lease, onUnsafe: watch.unsafe };
    for await (const entry of listDirectory(this.#context, onPath(operation, path), listing)) {
      watch.found();
      entries.push(entry);
    }
    return await Promise.all(entries.map((entry) => this.#withType(path, entry, operation)));
  }

  async #withType(folder: string, entry: SFTPAttributes, operation: Operation): Promise<SFTPAttributes> {
    if (entry.type !== "unknown") return entry;
    const path = joinRemote(folder, entry.filename!);
    const { attrs } = await this.#context.session.call("lstat", { path }, onPath(operation, path));
    return SFTPAttributes.fromWire(attrs, entry.filename);
  }

  readlink(folder: string, name: string, operation: Operation): Promise<string> {
    const path = joinRemote(folder, name);
    return nameOf(this.#context, "readlink", onPath(operation, path));
  }

  link(target: string, folder: string, name: string, operation: Operation): Promise<void> {
    return replaceLink(this.#context, onPath(operation, joinRemote(folder, name)), target);
  }

  async remove(folder: string, name: string, isFolder: boolean, operation: Operation): Promise<void> {
    const path = joinRemote(folder, name);
    await this.#context.session.call(isFolder ? "rmdir" : "remove", { path }, onPath(operation, path));
  }

  async leave(
    path: string,
    attributes: SFTPAttributes | undefined,
    operation: Operation,
    unmet: Unmet,
  ): Promise<void> {
    if (attributes === undefined) return;
    const { mode = 0, atime, mtime } = attributes.toWire();
    const attrs = { mode: mode & 0o7777, atime, mtime };
    await unmet.wish(path, () =>
      this.#context.session.call("setstat", { path, attrs }, onPath(operation, path)),
    );
  }

  #path(parent: string | undefined, name: string): string {
    return parent === undefined ? this.#top : joinRemote(parent, name);
  }
}
