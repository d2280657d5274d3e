import type { SFTPAttributes } from "@sftp/attributes";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { listFolder } from "../../tree/listFolder.ts";
import { nameOf } from "../../tree/nameOf.ts";
import { joinRemote } from "./joinRemote.ts";
import type { ListingWatch, TreeSource } from "./treeEnds.ts";

/** READDIRs on their way for each folder that is being listed. */
const READ_AHEADS = 4;

/** A tree at the server that is copied from. */
export class RemoteSource implements TreeSource {
  readonly join = joinRemote;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  stat(path: string, call: CallOptions): Promise<SFTPAttributes> {
    return attributesOf(this.#session, "stat", path, call);
  }

  lstat(path: string, call: CallOptions): Promise<SFTPAttributes> {
    return attributesOf(this.#session, "lstat", path, call);
  }

  realpath(path: string, call: CallOptions): Promise<string> {
    return nameOf(this.#session, "realpath", path, call);
  }

  readlink(path: string, call: CallOptions): Promise<string> {
    return nameOf(this.#session, "readlink", path, call);
  }

  list(path: string, call: CallOptions, onUnsafe: ListingWatch["unsafe"]): AsyncIterable<SFTPAttributes> {
    return listFolder(this.#session, { ...call, path, readAheads: READ_AHEADS, onUnsafe });
  }
}
