import { constants } from "node:fs";
import type { SFTPAttributes } from "@sftp/attributes";
import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";
import { attributesOf } from "../../tree/attributesOf.ts";
import { listFolder } from "../../tree/listFolder.ts";
import { nameOf } from "../../tree/nameOf.ts";
import { get } from "../get.ts";
import type { TransferReport } from "../transferReport.ts";
import { joinRemote } from "./joinRemote.ts";
import { LocalFolder } from "./localFolder.ts";
import { isSafeName } from "./safeName.ts";
import type { FileCopyOptions, TreeDirection } from "./treeTransfer.ts";

const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** READDIRs on their way for each folder that is being listed. */
const READ_AHEADS = 4;

/** From the server into a local folder, out of which nothing the server says can lead. */
export class Download implements TreeDirection<LocalFolder> {
  readonly operation = "get";
  readonly join = joinRemote;
  readonly #session: Session;
  readonly #localPath: string;

  constructor(session: Session, localPath: string) {
    this.#session = session;
    this.#localPath = localPath;
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

  list(path: string, call: CallOptions): AsyncIterable<SFTPAttributes> {
    return listFolder(this.#session, { ...call, path, readAheads: READ_AHEADS });
  }

  accepts(name: string): boolean {
    return isSafeName(name);
  }

  enter(parent: LocalFolder | undefined, name: string): Promise<LocalFolder> {
    return parent === undefined ? LocalFolder.open(this.#localPath) : parent.enter(name);
  }

  copy(path: string, folder: LocalFolder, name: string, options: FileCopyOptions): Promise<TransferReport> {
    return folder.do(name, (local) => get(this.#session, path, local, options, O_NOFOLLOW | O_NONBLOCK));
  }

  link(target: string, folder: LocalFolder, name: string): Promise<void> {
    return folder.link(name, target);
  }

  async leave(folder: LocalFolder, attributes: SFTPAttributes | undefined): Promise<void> {
    try {
      if (attributes !== undefined) await folder.preserve(attributes);
    } finally {
      await folder.close();
    }
  }
}
