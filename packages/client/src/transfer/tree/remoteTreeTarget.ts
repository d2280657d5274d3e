import { SFTPAttributes } from "@sftp/attributes";
import { callError } from "../../session/callError.ts";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { entryNameFlaw } from "../../tree/entryName.ts";
import { isMissing } from "../../tree/isMissing.ts";
import { listFolder } from "../../tree/listFolder.ts";
import { ensureFolder, makeFolders } from "../../tree/makeFolders.ts";
import { nameOf } from "../../tree/nameOf.ts";
import { replaceLink } from "../../tree/symlink.ts";
import { joinRemote } from "./joinRemote.ts";
import type { ListingWatch, TreeTarget } from "./treeEnds.ts";

/** What the server's umask is applied to. */
const FOLDER_MODE = 0o777;

/** READDIRs on their way for each folder that is being listed. */
const READ_AHEADS = 4;

/** A tree at the server that is copied to, where a folder is its path. */
export class RemoteTreeTarget implements TreeTarget<string> {
  readonly #session: Session;
  readonly #top: string;

  constructor(session: Session, top: string) {
    this.#session = session;
    this.#top = top;
  }

  flaw(name: string): string | undefined {
    return entryNameFlaw(name);
  }

  async areOne(): Promise<boolean> {
    return false;
  }

  async enter(parent: string | undefined, name: string, call: CallOptions): Promise<string> {
    const path = this.#path(parent, name);
    const make = parent === undefined ? makeFolders : ensureFolder;
    await make(this.#session, FOLDER_MODE, { ...call, path });
    return path;
  }

  async look(parent: string | undefined, name: string, call: CallOptions): Promise<string | undefined> {
    const path = this.#path(parent, name);
    if (parent !== undefined) return path;
    try {
      const { type } = await attributesOf(this.#session, "stat", path, { ...call, path });
      if (type === "directory" || type === "unknown") return path;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    throw callError("ENOTDIR", "it is no folder", { ...call, path });
  }

  async list(path: string, call: CallOptions, watch: ListingWatch): Promise<SFTPAttributes[]> {
    const entries: SFTPAttributes[] = [];
    await this.#session.room.during(1, call.signal, async (reservation) => {
      const listing = { ...call, path, readAheads: READ_AHEADS, reservation, onUnsafe: watch.unsafe };
      for await (const entry of listFolder(this.#session, listing)) {
        watch.found();
        entries.push(entry);
      }
    });
    return Promise.all(entries.map((entry) => this.#withType(path, entry, call)));
  }

  async #withType(folder: string, entry: SFTPAttributes, call: CallOptions): Promise<SFTPAttributes> {
    if (entry.type !== "unknown") return entry;
    const path = joinRemote(folder, entry.filename!);
    const { attrs } = await this.#session.call("lstat", { path }, { ...call, path });
    return SFTPAttributes.fromWire(attrs, entry.filename);
  }

  readlink(folder: string, name: string, call: CallOptions): Promise<string> {
    const path = joinRemote(folder, name);
    return nameOf(this.#session, "readlink", path, { ...call, path });
  }

  link(target: string, folder: string, name: string, call: CallOptions): Promise<void> {
    return replaceLink(this.#session, target, { ...call, path: joinRemote(folder, name) });
  }

  async remove(folder: string, name: string, isFolder: boolean, call: CallOptions): Promise<void> {
    const path = joinRemote(folder, name);
    await this.#session.call(isFolder ? "rmdir" : "remove", { path }, { ...call, path });
  }

  async leave(path: string, attributes: SFTPAttributes | undefined, call: CallOptions): Promise<void> {
    if (attributes === undefined) return;
    const { mode = 0, atime, mtime } = attributes.toWire();
    const attrs = { mode: mode & 0o7777, atime, mtime };
    await this.#session.call("setstat", { path, attrs }, { ...call, path });
  }

  #path(parent: string | undefined, name: string): string {
    return parent === undefined ? this.#top : joinRemote(parent, name);
  }
}
