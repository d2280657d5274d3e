import { SFTPAttributes } from "@sftp/attributes";
import type { Sink } from "@sftp/prefetch";
import { isSFTPError, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { callError } from "../session/callError.ts";
import type { CallOptions } from "../session/callOptions.ts";
import type { Session } from "../session/session.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import { isMissing } from "../tree/isMissing.ts";
import { existsAlready } from "../tree/probes.ts";
import { withProbe } from "../tree/withProbe.ts";
import { openPart } from "./openPart.ts";
import { ordinaryRemoteMode } from "./ordinaryRemoteMode.ts";
import { type Paced, pacedSink } from "./pacer.ts";
import { removeRemotePartial } from "./partial.ts";
import { compareSizes } from "./transferError.ts";
import { type FileOptions, keepsPartial, type UploadOptions } from "./transferOptions.ts";

/** How long the server may be silent, in milliseconds, when a failed upload is cleaned up. */
const CLEAN_UP_TIMEOUT = 2_000;

/** Permissions of a file that is not complete. */
const PRIVATE = 0o600;

const FSYNC = "fsync@openssh.com";
const POSIX_RENAME = "posix-rename@openssh.com";

/** What is there of the file already. */
export interface Kept {
  /** How many bytes stay. */
  readonly length: number;
  /** Whether there are others, which do not. */
  readonly isCut: boolean;
}

/** What is uploaded, and how. */
export type UploadCall = UploadOptions & FileOptions & CallOptions & Paced & { path: string };

/**
 * The remote file that an upload is written to: under its own name, or under a temporary one until it is complete.
 */
export class UploadTarget {
  /** What is open. */
  readonly handle: RemoteHandle;
  /** What the content is written to. */
  readonly sink: Sink;
  /** Where it is now. */
  readonly path: string;
  /** Up to where everything was acknowledged without a gap. */
  written = 0;
  readonly #session: Session;
  readonly #call: UploadCall;
  /** The permissions it gets when it is complete; `undefined` if it has them. */
  readonly #mode: number | undefined;
  #isNamed: boolean;

  private constructor(handle: RemoteHandle, call: UploadCall, path = call.path, mode?: number) {
    this.handle = handle;
    this.sink = pacedSink(handle, call.pacer);
    this.path = path;
    this.#session = handle.session;
    this.#call = call;
    this.#mode = mode;
    this.#isNamed = path === call.path;
  }

  static async open(session: Session, call: UploadCall, kept: Kept): Promise<UploadTarget> {
    if (call.durable === true && !session.capabilities.has(FSYNC))
      throw callError("ENOTSUP", `durable needs ${FSYNC}, which the server does not offer`, call);
    if (call.atomic === true) return UploadTarget.#openPart(session, call);
    const { WRITE, CREAT, TRUNC } = OpenFlags;
    const flags = WRITE | CREAT | (kept.length === 0 ? TRUNC : 0);
    const target = new UploadTarget(await RemoteHandle.openFor(session, flags, {}, call), call);
    target.written = kept.length;
    if (kept.length > 0 && kept.isCut) await target.#cut(kept.length);
    return target;
  }

  static async #openPart(session: Session, call: UploadCall): Promise<UploadTarget> {
    const existing = await findTarget(session, call);
    if (existing?.isDirectory()) throw callError("EISDIR", "it is a folder", call);
    const canReplace = session.capabilities.has(POSIX_RENAME) || call.replace === "unlink-first";
    if (existing !== undefined && !canReplace) {
      const words = 'the server cannot replace a file in one step: replace: "unlink-first" does it in two';
      throw callError("EEXIST", words, call);
    }
    const mode = call.preserve === true ? undefined : await ordinaryRemoteMode(session, existing, call);
    const { part, path } = await openPart(session, { mode: PRIVATE }, call);
    return new UploadTarget(part, call, path, mode);
  }

  /**
   * Everything is written: makes it durable, closes the file, has it compared, and gives it its name.
   *
   * @param length how many bytes the file has to have
   * @param compare throws if the file at this path is not what was sent
   * @returns what the server says of the file
   */
  async commit(length: number, compare?: (path: string) => Promise<void>): Promise<SFTPAttributes> {
    const { signal, timeout, atomic, durable } = this.#call;
    const canSync = this.#session.capabilities.has(FSYNC);
    if (this.#mode !== undefined) await this.#setMode(this.#mode);
    if (durable === true || (atomic === true && canSync)) {
      const body = { handle: this.handle.bytes("fsync") };
      await this.#session.call(FSYNC, body, this.#call);
    }
    await this.handle.close({ signal, timeout });
    const attributes = await this.#confirm(length);
    await compare?.(this.path);
    if (!this.#isNamed) await this.#rename();
    return attributes;
  }

  /**
   * The upload has failed: closes the file, and removes or keeps what was written.
   *
   * @returns the path of what is left, if anything may be
   */
  async abandon(): Promise<string | undefined> {
    const keeps = keepsPartial(this.#call);
    const limit = { timeout: CLEAN_UP_TIMEOUT };
    if (keeps && !this.handle.closed) {
      this.handle.setstat("put", { size: this.written }, limit).catch(() => {});
    }
    const isSilent = await this.handle.close(limit).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === "ETIMEDOUT",
    );
    if (this.#isNamed && this.#call.atomic === true) return undefined;
    if (keeps || isSilent) return this.path;
    return (await removeRemotePartial(this.#session, this.path, CLEAN_UP_TIMEOUT)) ? undefined : this.path;
  }

  /** Keeps so many bytes of what is there. */
  async #cut(size: number): Promise<void> {
    try {
      await this.handle.setstat("put", { size }, this.#call);
    } catch (error) {
      this.handle.close().catch(() => {});
      throw error;
    }
  }

  /** A server that has no permissions, or gives everything the same, need not set them. */
  async #setMode(mode: number): Promise<void> {
    try {
      await this.handle.setstat("put", { mode }, this.#call);
    } catch (error) {
      if (!isSFTPError(error) || error.status === undefined) throw error;
      const { mode: actual = mode } = await this.handle.stat(this.#call);
      if ((actual & 0o777) !== mode) throw error;
    }
  }

  async #confirm(length: number): Promise<SFTPAttributes> {
    if (this.#call.confirm === false) return new SFTPAttributes();
    const attributes = await attributesOf(this.#session, "stat", this.path, this.#call);
    compareSizes(attributes.exactSize, length, this.#call);
    return attributes;
  }

  async #rename(): Promise<void> {
    const body = { oldPath: this.path, newPath: this.#call.path };
    if (this.#session.capabilities.has(POSIX_RENAME)) {
      await this.#session.call(POSIX_RENAME, body, this.#call);
    } else {
      if (this.#call.replace === "unlink-first") await this.#unlink();
      await withProbe(this.#session, this.#call, existsAlready, () =>
        this.#session.call("rename", body, this.#call),
      );
    }
    this.#isNamed = true;
  }

  async #unlink(): Promise<void> {
    try {
      await this.#session.call("remove", { path: this.#call.path }, this.#call);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** What has the name that is to be written; `undefined` if nothing has. */
async function findTarget(session: Session, call: UploadCall): Promise<SFTPAttributes | undefined> {
  try {
    return await attributesOf(session, "stat", call.path, call);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
