import { SFTPAttributes } from "@sftp/attributes";
import { onPath, type Operation } from "../../session/operation.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { isMissing, isRefused } from "../../tree/isMissing.ts";
import { listFolder } from "../../tree/listFolder.ts";
import { nameOf } from "../../tree/nameOf.ts";
import { joinRemote } from "./joinRemote.ts";
import type { ListingWatch, TreeSource } from "./treeEnds.ts";

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
    return listFolder(this.#context, onPath(operation, path), { readAheads: READ_AHEADS, onUnsafe });
  }
}
