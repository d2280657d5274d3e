import { SFTPAttributes } from "@sftp/attributes";
import { copy, type WindowOptions } from "@sftp/prefetch";
import { type Attrs, isSFTPError, OpenFlags, StatusCode } from "@sftp/wire";
import { RemoteHandle, statOpened } from "../../remote/remoteHandle.ts";
import { attributesOf } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import { HandleQuota } from "../../session/handleQuota.ts";
import type { Operation, OperationOptions, PathOperation } from "../../session/operation.ts";
import { verifyContent } from "../compare/compare.ts";
import { RemoteContent, type RemoteFile } from "../compare/sameFiles.ts";
import { PrimedSource } from "../download/openDownload.ts";
import { readingError } from "../failure.ts";
import { checkGrowth, extent, isSnapshot } from "../growth.ts";
import type { TransferLimits } from "../limits.ts";
import { type FileOptions, progress, type TransferOptions, type UploadOptions } from "../options.ts";
import { type Achieved, fileReport, type TransferReport, uncheckedSize, Unmet } from "../report.ts";
import type { TreeChoices } from "../tree/treeOptions.ts";
import { confirmSize } from "../upload/takeName.ts";
import { type Content, upload } from "../upload/upload.ts";
import type { UploadTarget } from "../upload/uploadTarget.ts";

/** How a file is copied from server to server, or within one. */
export interface CopyOptions
  extends
    TransferOptions,
    Pick<FileOptions, "atomic" | "durable" | "preserve" | "verify">,
    Pick<UploadOptions, "confirm" | "replace"> {
  recursive?: false | undefined;
}

/** How a tree is copied from server to server, or within one. */
export interface CopyTreeOptions extends Omit<CopyOptions, "onProgress" | "recursive">, TreeChoices {
  recursive: true;
}

/**
 * Has the server copy all of an open file into another one, by copy-data.
 *
 * @returns whether it could do it
 */
async function copyData(from: RemoteHandle, to: RemoteHandle, operation: Operation): Promise<boolean> {
  const { context } = from;
  if (context !== to.context || !context.capabilities.has("copy-data")) return false;
  const body = {
    readHandle: from.bytes("copy"),
    readOffset: 0,
    length: 0,
    writeHandle: to.bytes("copy"),
    writeOffset: 0,
  };
  return couldDo(() => context.session.call("copy-data", body, operation));
}

/**
 * Has the server make a copy of a file under a new name, by copy-file. A file that is there already is not risked.
 *
 * @returns whether it could do it
 */
async function copyByName(
  context: ClientContext,
  operation: PathOperation & { readonly destination: string },
): Promise<boolean> {
  if (!context.capabilities.has("copy-file")) return false;
  const body = { sourcePath: operation.path, destinationPath: operation.destination, overwrite: false };
  return couldDo(() => context.session.call("copy-file", body, operation));
}

/** A server that refuses, for instance to copy a file onto itself, does not end it: through the client it does no harm. */
async function couldDo(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const { OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER } = StatusCode;
    if (isSFTPError(error) && [OP_UNSUPPORTED, FAILURE, INVALID_PARAMETER].includes(error.status!))
      return false;
    throw error;
  }
}

/** One copy: the operation as a whole, the same at its destination alone, and how it is done. */
interface CopyCall {
  readonly operation: PathOperation & { readonly destination: string };
  readonly there: PathOperation;
  readonly options: CopyOptions;
  readonly limits: TransferLimits;
}

/** Copies a file: at the server, by copy-data or copy-file, if both ends are one and it can; otherwise through this client. */
export async function copyFile(
  source: RemoteFile,
  target: RemoteFile,
  { signal, timeout }: OperationOptions,
  options: CopyOptions,
  limits: TransferLimits,
): Promise<TransferReport> {
  const started = performance.now();
  const call = {
    operation: { name: "copy", path: source.path, destination: target.path, signal, timeout },
    there: { name: "copy", path: target.path, signal, timeout },
    options,
    limits,
  };
  const byName = await copyAtServer(source, target, call);
  if (byName !== undefined) return fileReport(started, byName);
  using leases = await HandleQuota.acquireBoth(source.context.handles, target.context.handles, signal);
  const { READ } = OpenFlags;
  using from = await RemoteHandle.openFor(source.context, READ, {}, call.operation, leases.first);
  const { report } = await upload({
    context: target.context,
    operation: call.there,
    options,
    limits,
    content: new CopiedContent(from, target.context, call),
    lease: leases.second,
    // Copying a file onto itself, under whatever name, leaves it as it is.
    truncates: options.atomic === true,
  });
  return report;
}

/** By name it can be done only where nothing else is asked for, and where there is no better way. */
async function copyAtServer(
  source: RemoteFile,
  target: RemoteFile,
  { operation, there, options }: CopyCall,
): Promise<Achieved | undefined> {
  const { context } = source;
  const isPlain = options.atomic !== true && options.durable !== true && options.verify !== "hash";
  if (context !== target.context || context.capabilities.has("copy-data") || !isPlain) return undefined;
  if (!(await copyByName(context, operation))) return undefined;
  const unmet = new Unmet();
  let from = new SFTPAttributes();
  await unmet.wish(source.path, async () => (from = await attributesOf(context, "stat", operation)));
  const bytes = from.size ?? 0;
  const to =
    from.exactSize === undefined
      ? new SFTPAttributes()
      : await confirmSize(context, there, target.path, bytes, true, unmet);
  if (options.preserve === true) {
    const body = { path: target.path, attrs: preserved(from) };
    await unmet.wish(target.path, () => context.session.call("setstat", body, operation));
  }
  options.onProgress?.(bytes, bytes);
  return { bytes, verified: to.exactSize === undefined ? undefined : "size", unchecked: unmet.list };
}

/** The content of an open remote file, copied into another one. */
class CopiedContent implements Content {
  readonly #from: RemoteHandle;
  readonly #primed: PrimedSource | undefined;
  readonly #window: WindowOptions;
  readonly #call: CopyCall;
  #attributes = new SFTPAttributes();

  constructor(from: RemoteHandle, target: ClientContext, call: CopyCall) {
    const { limits, operation } = call;
    this.#from = from;
    this.#call = call;
    const most = limits.maxInFlightBytes ?? Number.POSITIVE_INFINITY;
    const requestSize = Math.min(from.sizes.read, target.sizes.write, most);
    this.#window = limits.window(requestSize);
    const isCopiedThere = from.context === target && target.capabilities.has("copy-data");
    if (!isCopiedThere)
      this.#primed = new PrimedSource(
        limits.source(from),
        { offset: 0, length: requestSize },
        operation.signal,
      );
  }

  async ready(): Promise<void> {
    const { operation } = this.#call;
    const first = this.#primed?.ready() ?? this.#from.readAt(0, 1, operation.signal);
    [this.#attributes] = await Promise.all([statOpened(this.#from, operation), first]);
    if (this.#primed === undefined) return;
    this.#primed.size = this.#attributes.size;
    this.#primed.mayGrow = isSnapshot(this.#call.options);
  }

  async send(target: UploadTarget): Promise<number> {
    const { operation, options } = this.#call;
    // A size that is not stated, or is 0, says nothing of what was copied: the content is read to its end instead.
    const isStated = (this.#attributes.size ?? 0) > 0;
    const isCopiedThere =
      this.#primed === undefined && isStated && (await copyData(this.#from, target.handle, operation));
    const bytes = isCopiedThere ? await this.#sizeNow() : await this.#copy(target);
    target.unmet.list.push(...uncheckedSize(operation.path, this.#attributes, bytes));
    if (options.preserve === true) await target.setAttributes(preserved(this.#attributes));
    return bytes;
  }

  verify(remote: RemoteHandle, length: number): Promise<void> {
    const { there, limits } = this.#call;
    const local = new RemoteContent(this.#from, limits, there.signal);
    return verifyContent({ remote, local }, length, there, limits);
  }

  async #sizeNow(): Promise<number> {
    const { operation, options } = this.#call;
    const bytes = (await this.#from.stat(operation)).size ?? this.#attributes.size ?? 0;
    options.onProgress?.(bytes, bytes);
    return bytes;
  }

  async #copy(target: UploadTarget): Promise<number> {
    const { operation, options, limits } = this.#call;
    const { size = 0 } = this.#attributes;
    const tell = progress(options, size);
    const reading = copy(this.#primed ?? limits.source(this.#from), target.sink, {
      ...this.#window,
      ...extent(options, size),
      order: options.atomic === true ? "any" : "ascending",
      signal: operation.signal,
      onProgress: (transferred, contiguous) => {
        target.written = contiguous;
        tell?.(transferred);
      },
    });
    try {
      const { bytes, beyond } = await reading;
      const sizeNow = async (): Promise<number | undefined> => (await statOpened(this.#from, operation)).size;
      target.hasGrown = await checkGrowth(size, beyond ?? bytes, sizeNow);
      return bytes;
    } catch (error) {
      throw readingError(error, operation);
    }
  }
}

function preserved(attributes: SFTPAttributes): Attrs {
  const { mode, atime, mtime } = attributes.toWire();
  return { mode: mode === undefined ? undefined : mode & 0o7777, atime, mtime };
}
