import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { SFTPAttributes } from "@sftp/attributes";
import { utf8 } from "@sftp/wire";
import type { Operation } from "../../session/operation.ts";
import { LocalDirectory } from "./localDirectory.ts";
import { joinLocal, localEntries, nameFlaw, pathBytes } from "./localPath.ts";
import type { Entered, ListingWatch, TreeSource, TreeTarget } from "./treeEnds.ts";

/** A local tree that is copied from. */
export const localSource: TreeSource = {
  join: joinLocal,
  list: localEntries,

  async stat(path) {
    return SFTPAttributes.fromStat(await stat(pathBytes(path)));
  },

  async lstat(path) {
    return SFTPAttributes.fromStat(await lstat(pathBytes(path)));
  },

  async realpath(path) {
    return utf8.decode(await realpath(pathBytes(path), "buffer"));
  },

  async readlink(path) {
    return utf8.decode(await readlink(pathBytes(path), "buffer"));
  },
};

/** A local tree that is copied to, out of which nothing that a server says can lead. */
export class LocalTreeTarget implements TreeTarget<LocalDirectory> {
  readonly #top: string;

  constructor(top: string) {
    this.#top = top;
  }

  flaw(name: string): string | undefined {
    return nameFlaw(name);
  }

  areOne(folder: LocalDirectory, one: string, other: string): Promise<boolean> {
    return folder.areOne(one, other);
  }

  async enter(parent: LocalDirectory | undefined, name: string): Promise<Entered<LocalDirectory>> {
    const folder = await (parent === undefined ? LocalDirectory.make(this.#top) : parent.make(name));
    return { folder, isNew: false };
  }

  look(parent: LocalDirectory | undefined, name: string): Promise<LocalDirectory | undefined> {
    return parent === undefined ? LocalDirectory.find(this.#top) : parent.find(name);
  }

  list(folder: LocalDirectory, _: Operation, { found }: ListingWatch): Promise<SFTPAttributes[]> {
    return folder.list(found);
  }

  readlink(folder: LocalDirectory, name: string): Promise<string> {
    return folder.readlink(name);
  }

  link(target: string, folder: LocalDirectory, name: string): Promise<void> {
    return folder.link(name, target);
  }

  remove(folder: LocalDirectory, name: string, isFolder: boolean): Promise<void> {
    return folder.remove(name, isFolder);
  }

  async leave(folder: LocalDirectory, attributes: SFTPAttributes | undefined): Promise<void> {
    try {
      if (attributes !== undefined) await folder.preserve(attributes);
    } finally {
      await folder.close();
    }
  }
}
