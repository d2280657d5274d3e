import type { SFTPAttributes } from "@sftp/attributes";
import type { Operation } from "../../session/operation.ts";
import { LocalFolder } from "./localFolder.ts";
import { nameFlaw } from "./safeName.ts";
import type { Entered, ListingWatch, TreeTarget } from "./treeEnds.ts";

/** A local tree that is copied to, out of which nothing that a server says can lead. */
export class LocalTreeTarget implements TreeTarget<LocalFolder> {
  readonly #top: string;

  constructor(top: string) {
    this.#top = top;
  }

  flaw(name: string): string | undefined {
    return nameFlaw(name);
  }

  areOne(folder: LocalFolder, one: string, other: string): Promise<boolean> {
    return folder.areOne(one, other);
  }

  async enter(parent: LocalFolder | undefined, name: string): Promise<Entered<LocalFolder>> {
    const folder = await (parent === undefined ? LocalFolder.make(this.#top) : parent.make(name));
    return { folder, isNew: false };
  }

  look(parent: LocalFolder | undefined, name: string): Promise<LocalFolder | undefined> {
    return parent === undefined ? LocalFolder.find(this.#top) : parent.find(name);
  }

  list(folder: LocalFolder, _: Operation, { found }: ListingWatch): Promise<SFTPAttributes[]> {
    return folder.list(found);
  }

  readlink(folder: LocalFolder, name: string): Promise<string> {
    return folder.readlink(name);
  }

  link(target: string, folder: LocalFolder, name: string): Promise<void> {
    return folder.link(name, target);
  }

  remove(folder: LocalFolder, name: string, isFolder: boolean): Promise<void> {
    return folder.remove(name, isFolder);
  }

  async leave(folder: LocalFolder, attributes: SFTPAttributes | undefined): Promise<void> {
    try {
      if (attributes !== undefined) await folder.preserve(attributes);
    } finally {
      await folder.close();
    }
  }
}
