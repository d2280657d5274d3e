import { SFTPAttributes } from "@sftp/attributes";
import { AbortError, type Sink } from "@sftp/prefetch";
import { type Attrs, OpenFlags } from "@sftp/wire";
import { type RemoteHandle, statOpened } from "../../remote/remoteHandle.ts";
import { attributesOf, isMissing, isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { callError } from "../../session/failures.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import type { PathOperation } from "../../session/operation.ts";
import { isDirectoryError, type Remains, transferError } from "../failure.ts";
import type { TransferLimits } from "../limits.ts";
import { type FileOptions, keepsPartial, type UploadOptions } from "../options.ts";
import { Unmet } from "../report.ts";
import type { PartNaming } from "../temporaryName.ts";
import { openForWriting } from "./openForWriting.ts";
import { confirmSize, cutTo, takeName } from "./takeName.ts";
import { CLEAN_UP_TIMEOUT, isTaken, removeUnless } from "./takenName.ts";
import { openPart } from "./temporaryFile.ts";

/** The bit by which the owner of a file may write it. */
const OWNER_WRITES = 0o200;

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
export type UploadTargetOptions = Pick<UploadOptions, "confirm" | "replace"> & FileOptions & PartNaming;

/** What an upload's target is made from. */
export interface UploadParts {
  readonly context: ClientContext;
  readonly operation: PathOperation;
  readonly options: UploadTargetOptions;
  readonly limits: TransferLimits;
  readonly lease?: HandleLease | undefined;
  /** What of the file is there and stays. */
  readonly kept: Kept;
  /** The permissions of a file that is made. Default: what the server does by itself. */
  readonly mode?: number | undefined;
  /** Whether the name is known to be free. Default: the server is asked. */
  readonly isFree?: boolean | undefined;
  /** `false` writes over what is there and cuts it to length at the end. Default: it is emptied first. */
  readonly truncates?: boolean | undefined;
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
  /** How many bytes were kept from before. */
  readonly kept: number;
  /** Up to where everything was acknowledged without a gap. */
  written: number;
  /** What could not be checked or set. */
  readonly unmet: Unmet;
  /** Whether the source has grown while it was sent. */
  hasGrown = false;
  readonly #parts: UploadParts;
  /** Whether the name at which it is written was taken before; a temporary one never is. */
  readonly #existed: Promise<boolean>;
  /** Whether the old content of a name that was taken is not what it was. */
  #isChanged: boolean;
  /** Of a file that is written over, what it was before. */
  readonly #before: Promise<SFTPAttributes> | undefined;
  /** The permissions it gets when it is complete; `undefined` if it has them. */
  readonly #mode: number | undefined;
  /** Whether every WRITE and the CLOSE were acknowledged: from then on nothing is removed. */
  #isDelivered = false;
  #isNamed: boolean;
  /** Whether the old file was removed to make the name free. */
  #hasRemoved = false;

  private constructor(
    parts: UploadParts,
    unmet: Unmet,
    handle: RemoteHandle,
    target: {
      path: string;
      existed: Promise<boolean>;
      isChanged: boolean;
      kept: number;
      mode?: number | undefined;
    },
  ) {
    this.handle = handle;
    this.sink = parts.limits.sink({
      writeAt: (offset, data, signal) => {
        this.#isChanged = true;
        return handle.writeAt(offset, data, signal);
      },
    });
    if (parts.truncates === false && parts.options.atomic !== true) {
      this.#before = statOpened(handle, parts.operation);
      this.#before.catch(() => {});
    }
    this.path = target.path;
    this.kept = this.written = target.kept;
    this.unmet = unmet;
    this.#parts = parts;
    this.#existed = target.existed;
    this.#isChanged = target.isChanged;
    this.#mode = target.mode;
    this.#isNamed = target.path === parts.operation.path;
  }

  static async open(parts: UploadParts): Promise<UploadTarget> {
    const { context, operation, options } = parts;
    if (options.durable === true && !context.capabilities.has(FSYNC))
      throw callError("ENOTSUP", `durable needs ${FSYNC}, which the server does not offer`, operation);
    return options.atomic === true ? UploadTarget.#openPart(parts) : UploadTarget.#openNamed(parts);
  }

  /** LSTAT leaves with OPEN, so that finding out what a failure may remove costs no round trip. */
  static async #openNamed(parts: UploadParts): Promise<UploadTarget> {
    const { context, operation, lease, kept, mode, isFree, truncates = true } = parts;
    const { WRITE, CREAT, TRUNC } = OpenFlags;
    const unmet = new Unmet();
    const path = operation.path;
    AbortError.throwIfAborted(operation.signal);
    const existed = isFree === true ? Promise.resolve(false) : isTaken(context, path);
    const open = (length: number): Promise<RemoteHandle> => {
      const flags = WRITE | CREAT | (length === 0 && truncates ? TRUNC : 0);
      // Its owner may write it until it is complete, so that it can be resumed.
      const attrs = { mode: mode === undefined ? undefined : mode | OWNER_WRITES };
      return openForWriting(context, operation, flags, attrs, unmet, lease);
    };
    const isChanged = truncates && (kept.length === 0 || kept.isCut);
    const handle = await open(kept.length).catch((error: unknown) => {
      if (isRefused(error)) throw error;
      // Nobody waits for the answer any more, but the server may make the file yet, or empty it.
      void removeUnless(existed, context, path);
      throw transferError(error, operation, { leftover: path, replaced: isChanged });
    });
    const target = { path, existed, isChanged, kept: kept.length };
    if (kept.length === 0 || (await keep(handle, kept, operation)))
      return new UploadTarget(parts, unmet, handle, target);
    handle.close().catch(() => {});
    return new UploadTarget(parts, unmet, await open(0), { ...target, kept: 0, isChanged: true });
  }

  static async #openPart(parts: UploadParts): Promise<UploadTarget> {
    const { context, operation, options, lease } = parts;
    const existing = await findTarget(context, operation);
    if (existing?.isDirectory()) throw isDirectoryError(operation);
    const canReplace = context.capabilities.has(POSIX_RENAME) || options.replace === "unlink-first";
    if (existing !== undefined && !canReplace) {
      const words = 'the server cannot replace a file in one step: replace: "unlink-first" does it in two';
      throw callError("EEXIST", words, operation);
    }
    const mode = existing?.mode === undefined ? undefined : existing.mode & 0o777;
    const unmet = new Unmet();
    const attrs = { mode: mode ?? parts.mode };
    const { handle, path } = await openPart(context, operation, attrs, options, unmet, lease);
    const existed = Promise.resolve(false);
    return new UploadTarget(parts, unmet, handle, { path, existed, isChanged: false, kept: 0, mode });
  }

  /** Sets what is present in `attrs`, unless the server refuses that. */
  async setAttributes(attrs: Attrs): Promise<void> {
    const { operation } = this.#parts;
    await this.unmet.wish(this.path, () => this.handle.setstat(operation.name, attrs, operation));
  }

  /**
   * Everything is written: makes it durable, closes the file, has it compared, and gives it its name.
   *
   * @param length how many bytes the file has to have
   * @param compare throws if the file at this path is not what was sent
   * @returns what the server says of the file
   */
  async commit(length: number, compare?: (path: string) => Promise<void>): Promise<SFTPAttributes> {
    const { context, operation, options } = this.#parts;
    const { atomic, durable, preserve, confirm } = options;
    if (preserve !== true) await this.#setMode();
    const cut = this.#before === undefined ? undefined : await this.#cutTo(length, await this.#before);
    if (durable === true || (atomic === true && context.capabilities.has(FSYNC)))
      await context.session.call(FSYNC, { handle: this.handle.bytes("fsync") }, operation);
    await this.handle.close(operation);
    this.#isDelivered = true;
    const attributes = cut ?? (await confirmSize(context, operation, this.path, length, confirm, this.unmet));
    await compare?.(this.path);
    if (!this.#isNamed) {
      await takeName(context, operation, this.path, options.replace, () => (this.#hasRemoved = true));
      this.#isNamed = true;
    }
    return attributes;
  }

  /**
   * The upload has failed: closes the file, and removes what it has made, unless that is complete or to be kept.
   *
   * @returns what is left of it, if anything may be
   */
  async abandon(): Promise<Remains | undefined> {
    const keeps = keepsPartial(this.#parts.options);
    const limit = { timeout: CLEAN_UP_TIMEOUT };
    if (keeps && !this.handle.closed) {
      this.handle.setstat("put", { size: this.written }, limit).catch(() => {});
    }
    const isSilent = await this.handle.close(limit).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === "ETIMEDOUT",
    );
    if (this.#isNamed && this.#parts.options.atomic === true) return undefined;
    // A server that is silent is not waited for: the name may have been taken.
    const existed = isSilent || (await this.#existed);
    const replaced = this.#isNamed ? existed && this.#isChanged : this.#hasRemoved;
    const left: Remains = { leftover: this.path, replaced };
    if (existed && !this.#isChanged) return undefined;
    if (keeps || isSilent || existed || this.#isDelivered) return left;
    return (await this.#remove(limit)) ? undefined : left;
  }

  /** @returns whether there is nothing left */
  async #remove(limit: { timeout: number }): Promise<boolean> {
    try {
      await this.#parts.context.session.call("remove", { path: this.path }, limit);
      return true;
    } catch (error) {
      return isMissing(error);
    }
  }

  /** Gives the file the permissions that it does not have yet; a file that was there keeps its own. */
  async #setMode(): Promise<void> {
    const { operation, options, mode = OWNER_WRITES } = this.#parts;
    if (this.#mode !== undefined) return this.setAttributes({ mode: this.#mode });
    if (options.atomic === true || (mode & OWNER_WRITES) !== 0 || (await this.#existed)) return;
    // Within the umask of the server, which only it knows.
    const made = (await statOpened(this.handle, operation)).mode;
    if (made !== undefined) await this.setAttributes({ mode: made & 0o777 & ~OWNER_WRITES });
  }

  /** What was written over and is longer loses the rest. @returns what the server then says of it */
  async #cutTo(length: number, before: SFTPAttributes): Promise<SFTPAttributes | undefined> {
    const { operation, options } = this.#parts;
    if ((await this.#existed) || options.confirm !== false)
      return cutTo(this.handle, length, before, operation, options.confirm, this.unmet);
    return new SFTPAttributes();
  }
}

/** What has the name that is to be written; `undefined` if nothing has, or nobody may know. */
async function findTarget(
  context: ClientContext,
  operation: PathOperation,
): Promise<SFTPAttributes | undefined> {
  try {
    return await attributesOf(context, "stat", operation);
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

/**
 * Cuts a file to what is kept of it.
 *
 * @returns whether that much is there; it is not if the file got shorter, or the server cannot cut it
 */
async function keep(
  handle: RemoteHandle,
  { length, isCut }: Kept,
  operation: PathOperation,
): Promise<boolean> {
  try {
    const { exactSize = length } = await statOpened(handle, operation);
    if (exactSize < length) return false;
    if (isCut) await handle.setstat(operation.name, { size: length }, operation);
    return true;
  } catch (error) {
    handle.close().catch(() => {});
    if (isRefused(error)) return false;
    throw error;
  }
}
