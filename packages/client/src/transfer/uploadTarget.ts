import { SFTPAttributes } from "@sftp/attributes";
import type { Sink } from "@sftp/prefetch";
import { isSFTPError, OpenFlags } from "@sftp/wire";
import { RemoteHandle } from "../file/remoteHandle.ts";
import { callError } from "../session/callError.ts";
import type { HandleLease } from "../session/handleQuota.ts";
import type { PathOperation } from "../session/operation.ts";
import type { ClientContext } from "../session/clientContext.ts";
import { attributesOf } from "../tree/attributesOf.ts";
import { isMissing } from "../tree/isMissing.ts";
import { existsAlready } from "../tree/probes.ts";
import { withProbe } from "../tree/withProbe.ts";
import { openPart } from "./openPart.ts";
import { ordinaryRemoteMode } from "./ordinaryRemoteMode.ts";
import { removeRemotePartial } from "./partial.ts";
import { compareSizes } from "./transferError.ts";
import type { TransferLimits } from "./transferLimits.ts";
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

/** How the remote file is written, and what becomes of it. */
export type UploadTargetOptions = Pick<UploadOptions, "confirm" | "replace"> & FileOptions;

/** What an upload's target is made from. */
interface UploadParts {
  readonly operation: PathOperation;
  readonly options: UploadTargetOptions;
  readonly limits: TransferLimits;
  readonly lease: HandleLease | undefined;
}

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
  readonly #context: ClientContext;
  readonly #operation: PathOperation;
  readonly #options: UploadTargetOptions;
  /** The permissions it gets when it is complete; `undefined` if it has them. */
  readonly #mode: number | undefined;
  #isNamed: boolean;

  private constructor(
    { operation, options, limits }: UploadParts,
    handle: RemoteHandle,
    path = operation.path,
    mode?: number,
  ) {
    this.handle = handle;
    this.sink = limits.sink(handle);
    this.path = path;
    this.#context = handle.context;
    this.#operation = operation;
    this.#options = options;
    this.#mode = mode;
    this.#isNamed = path === operation.path;
  }

  static async open(
    context: ClientContext,
    operation: PathOperation,
    options: UploadTargetOptions,
    limits: TransferLimits,
    kept: Kept,
    lease?: HandleLease,
  ): Promise<UploadTarget> {
    if (options.durable === true && !context.capabilities.has(FSYNC))
      throw callError("ENOTSUP", `durable needs ${FSYNC}, which the server does not offer`, operation);
    const parts = { operation, options, limits, lease };
    if (options.atomic === true) return UploadTarget.#openPart(context, parts);
    const { WRITE, CREAT, TRUNC } = OpenFlags;
    const flags = WRITE | CREAT | (kept.length === 0 ? TRUNC : 0);
    const handle = await RemoteHandle.openFor(context, flags, {}, operation, lease);
    const target = new UploadTarget(parts, handle);
    target.written = kept.length;
    if (kept.length > 0 && kept.isCut) await target.#cut(kept.length);
    return target;
  }

  static async #openPart(context: ClientContext, parts: UploadParts): Promise<UploadTarget> {
    const { operation, options, lease } = parts;
    const existing = await findTarget(context, operation);
    if (existing?.isDirectory()) throw callError("EISDIR", "it is a directory", operation);
    const canReplace = context.capabilities.has(POSIX_RENAME) || options.replace === "unlink-first";
    if (existing !== undefined && !canReplace) {
      const words = 'the server cannot replace a file in one step: replace: "unlink-first" does it in two';
      throw callError("EEXIST", words, operation);
    }
    const mode =
      options.preserve === true ? undefined : await ordinaryRemoteMode(context, operation, existing, lease);
    const { part, path } = await openPart(context, operation, { mode: PRIVATE }, lease);
    return new UploadTarget(parts, part, path, mode);
  }

  /**
   * Everything is written: makes it durable, closes the file, has it compared, and gives it its name.
   *
   * @param length how many bytes the file has to have
   * @param compare throws if the file at this path is not what was sent
   * @returns what the server says of the file
   */
  async commit(length: number, compare?: (path: string) => Promise<void>): Promise<SFTPAttributes> {
    const { atomic, durable } = this.#options;
    const canSync = this.#context.capabilities.has(FSYNC);
    if (this.#mode !== undefined) await this.#setMode(this.#mode);
    if (durable === true || (atomic === true && canSync)) {
      const body = { handle: this.handle.bytes("fsync") };
      await this.#context.session.call(FSYNC, body, this.#operation);
    }
    await this.handle.close(this.#operation);
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
    const keeps = keepsPartial(this.#options);
    const limit = { timeout: CLEAN_UP_TIMEOUT };
    if (keeps && !this.handle.closed) {
      this.handle.setstat("put", { size: this.written }, limit).catch(() => {});
    }
    const isSilent = await this.handle.close(limit).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === "ETIMEDOUT",
    );
    if (this.#isNamed && this.#options.atomic === true) return undefined;
    if (keeps || isSilent) return this.path;
    return (await removeRemotePartial(this.#context, this.path, CLEAN_UP_TIMEOUT)) ? undefined : this.path;
  }

  /** Keeps so many bytes of what is there. */
  async #cut(size: number): Promise<void> {
    try {
      await this.handle.setstat("put", { size }, this.#operation);
    } catch (error) {
      this.handle.close().catch(() => {});
      throw error;
    }
  }

  /** A server that has no permissions, or gives everything the same, need not set them. */
  async #setMode(mode: number): Promise<void> {
    try {
      await this.handle.setstat("put", { mode }, this.#operation);
    } catch (error) {
      if (!isSFTPError(error) || error.status === undefined) throw error;
      const { mode: actual = mode } = await this.handle.stat(this.#operation);
      if ((actual & 0o777) !== mode) throw error;
    }
  }

  async #confirm(length: number): Promise<SFTPAttributes> {
    if (this.#options.confirm === false) return new SFTPAttributes();
    const attributes = await attributesOf(this.#context, "stat", this.#operation, this.path);
    compareSizes(attributes.exactSize, length, this.#operation);
    return attributes;
  }

  async #rename(): Promise<void> {
    const body = { oldPath: this.path, newPath: this.#operation.path };
    if (this.#context.capabilities.has(POSIX_RENAME)) {
      await this.#context.session.call(POSIX_RENAME, body, this.#operation);
    } else {
      if (this.#options.replace === "unlink-first") await this.#unlink();
      await withProbe(this.#context, this.#operation, existsAlready, () =>
        this.#context.session.call("rename", body, this.#operation),
      );
    }
    this.#isNamed = true;
  }

  async #unlink(): Promise<void> {
    try {
      await this.#context.session.call("remove", { path: this.#operation.path }, this.#operation);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** What has the name that is to be written; `undefined` if nothing has. */
async function findTarget(
  context: ClientContext,
  operation: PathOperation,
): Promise<SFTPAttributes | undefined> {
  try {
    return await attributesOf(context, "stat", operation);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
