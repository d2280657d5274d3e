import { SFTPAttributes } from "@sftp/attributes";
import { SFTPError, StatusCode } from "@sftp/wire";

import type { RequestContext, SFTPHandle } from "../backend/backend.ts";
import { unsupported } from "../replies/statusOf.ts";
import { boundHandle } from "../middleware/bound.ts";

/** A file that is written and has not got its path yet. */
export class PendingUpload {
  /** Where it will be, without links and "..". */
  path: string;
  readonly #handle: SFTPHandle;
  readonly #onEnd: (upload: PendingUpload) => void;
  #replaces = true;
  #fate: "commits" | "discarded" | "superseded" = "commits";

  /** @param onEnd called when it has its path, or never will */
  constructor(handle: SFTPHandle, path: string, onEnd: (upload: PendingUpload) => void) {
    this.path = path;
    this.#handle = handle;
    this.#onEnd = onEnd;
  }

  /** Its last component. */
  get name(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  /** Whether it takes the place of what has its path; if not, that is another session's. */
  get replaces(): boolean {
    return this.#replaces;
  }

  /** What the client writes to and closes. */
  get handle(): SFTPHandle {
    const inner = boundHandle(this.#handle);
    const { write } = inner;
    return {
      ...inner,
      ...(write && {
        write: (data, offset, ctx) => {
          if (this.#fate === "superseded") throw superseded();
          return write(data, offset, ctx);
        },
      }),
      close: (how, ctx) => this.#close(how, ctx),
    };
  }

  async stat(ctx: RequestContext): Promise<SFTPAttributes> {
    if (this.#handle.stat === undefined) throw unsupported();
    return this.#handle.stat(ctx);
  }

  async chattr(attrs: SFTPAttributes, ctx: RequestContext): Promise<void> {
    if (this.#handle.chattr === undefined) throw unsupported();
    await this.#handle.chattr(attrs, ctx);
  }

  /** As an entry of its directory. */
  async entry(ctx: RequestContext): Promise<SFTPAttributes> {
    const attributes = this.#handle.stat ? await this.#handle.stat(ctx) : new SFTPAttributes();
    return SFTPAttributes.fromWire(attributes.toWire(), this.name);
  }

  /** What was written so far, to be read. @throws SFTPError if the backend cannot */
  async reopen(ctx: RequestContext): Promise<SFTPHandle> {
    if (this.#handle.reopen !== undefined) return this.#handle.reopen(ctx);
    throw new SFTPError(
      StatusCode.FAILURE,
      "the file is still being uploaded: it can be read when it is closed",
    );
  }

  /** Gives it another path to get. @throws SFTPError if that is taken, or the backend cannot */
  async moveTo(newPath: string, replaces: boolean, ctx: RequestContext): Promise<void> {
    if (this.#handle.moveTo === undefined) {
      throw new SFTPError(
        StatusCode.FAILURE,
        "the file is still being uploaded: it can be renamed when it is closed",
      );
    }
    await this.#handle.moveTo(newPath, replaces, ctx);
    this.#replaces = replaces;
  }

  /** Its name was removed: it will not be committed, which is what the client asked for. */
  discard(): void {
    if (this.#fate === "commits") this.#fate = "discarded";
  }

  /** Another upload takes its place: it will not be committed, and its client is told so. */
  supersede(): void {
    this.#fate = "superseded";
  }

  async #close(how: "closed" | "aborted", ctx: RequestContext): Promise<void> {
    try {
      await this.#handle.close?.(this.#fate === "commits" ? how : "aborted", ctx);
    } finally {
      this.#onEnd(this);
    }
    if (this.#fate === "superseded" && how === "closed") throw superseded();
  }
}

function superseded(): SFTPError {
  return new SFTPError(StatusCode.FAILURE, "a later OPEN of the same path has replaced this upload");
}
