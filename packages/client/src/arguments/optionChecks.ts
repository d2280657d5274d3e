import type { SFTPAttributesInit } from "@sftp/attributes";
import type { OtherServer } from "../client.ts";
import type { OpenOptions } from "../file/open.ts";
import type { CheckOptions } from "../file/openFile.ts";
import { parseOpenMode } from "../file/openMode.ts";
import type { PrefetchOptions, ReadvOptions } from "../file/sftpFile.ts";
import type { ClientOptions } from "../session/clientContext.ts";
import type { OperationOptions } from "../session/operation.ts";
import type { ReadOptions, StreamOptions, WriteOptions } from "../streams/openForStream.ts";
import type { ReadStreamOptions } from "../streams/readStream.ts";
import type { WriteStreamOptions } from "../streams/writeStream.ts";
import type { CopyOptions, CopyTreeOptions } from "../transfer/copy/copyFile.ts";
import type { ReadFileOptions } from "../transfer/download/readWhole.ts";
import type {
  DownloadOptions,
  FileOptions,
  GetOptions,
  PutfoOptions,
  PutOptions,
  TargetOptions,
  TransferOptions,
  UploadOptions,
} from "../transfer/options.ts";
import type { SyncOptions } from "../transfer/tree/sync.ts";
import type { TreeChoices, TreeOptions } from "../transfer/tree/treeOptions.ts";
import type { WriteFileOptions } from "../transfer/upload/writeFile.ts";
import type { ListOptions } from "../remote/listDirectory.ts";
import type { MkdirOptions, RmOptions } from "../remote/names.ts";
import type { WalkOptions } from "../remote/walk.ts";
import {
  boolean,
  callback,
  changedPath,
  type Check,
  encoding,
  id,
  mode,
  number,
  of,
  oneOf,
  or,
  signal,
  size,
  string,
} from "./checks.ts";
import { isOptionBag, type OptionChecks, options, wrongOptions } from "./options.ts";

/** A check for each option of an interface: without one it does not compile. */
export type ChecksOf<O> = { readonly [K in keyof Required<O>]: Check };

/** The longest time that Node's timers have, in milliseconds. */
const LONGEST = 2_147_483_647;

const positive = number(1);
const timeout = or(number(0, LONGEST, { fraction: true }), Number.POSITIVE_INFINITY);
const rateLimit = or(
  number(Number.MIN_VALUE, Number.MAX_VALUE, { fraction: true }),
  Number.POSITIVE_INFINITY,
);
const concurrency = or(positive, null);
/** A number that may be without a limit. */
const unlimited = (least: number): Check => or(number(least), Number.POSITIVE_INFINITY);

/** A time as a Date, or as seconds since 1970. */
const time: Check = (value, name) => {
  const inSeconds = value instanceof Date ? value.getTime() / 1000 : value;
  number(0, 0xffff_ffff, { fraction: true })(inSeconds, name);
};

/** Access and modification time, or null for now. */
export const times: Check = (value, name) => {
  if (value === null) return;
  of("[atime, mtime] or null", (pair) => Array.isArray(pair) && pair.length === 2)(value, name);
  const [atime, mtime] = value as unknown[];
  time(atime, "atime");
  time(mtime, "mtime");
};

/** A mode of `open`. */
export const openMode: Check = (value, name) => {
  const wanted = 'a mode such as "r+", or a number made of OpenFlags';
  of(wanted, (given) => typeof given === "string" || typeof given === "number")(value, name);
  parseOpenMode(value as string | number);
};

const operation: ChecksOf<OperationOptions> = { signal, timeout };

const list: ChecksOf<ListOptions> = { ...operation, onError: callback };

const walk: ChecksOf<WalkOptions> = {
  ...operation,
  filter: callback,
  maxDepth: or(positive, Number.POSITIVE_INFINITY),
  onError: callback,
};

const mkdir: ChecksOf<MkdirOptions> = { ...operation, mode, recursive: boolean };

const rm: ChecksOf<RmOptions> = { ...operation, recursive: boolean, force: boolean };

const attributes: ChecksOf<SFTPAttributesInit> = {
  filename: string,
  longname: string,
  size,
  uid: id,
  gid: id,
  mode,
  atime: time,
  mtime: time,
  attr: of("a Map", (value) => value instanceof Map),
};

const open: ChecksOf<OpenOptions> = { ...operation, bufsize: number(-1), attrs: options(attributes) };

const readFile: ChecksOf<ReadFileOptions> = { ...operation, encoding };

const writeFile: ChecksOf<WriteFileOptions> = { ...operation, mode, flag: openMode };

const readv: ChecksOf<ReadvOptions> = { ...operation, concurrency };

const prefetch: ChecksOf<PrefetchOptions> = { ...readv, fileSize: number() };

const check: ChecksOf<CheckOptions> = { ...operation, length: number(), blockSize: number() };

const stream: ChecksOf<StreamOptions> = { ...operation, rateLimit, concurrency, maxInFlightBytes: positive };

const read: ChecksOf<ReadOptions> = { ...stream, start: number(), end: unlimited(0) };

const write: ChecksOf<WriteOptions> = { ...stream, start: number(), flags: openMode, mode };

const nodeStream = { encoding, highWaterMark: number() };

const readStream: ChecksOf<ReadStreamOptions> = { ...read, ...nodeStream };

const writeStream: ChecksOf<WriteStreamOptions> = { ...write, ...nodeStream };

const transfer: ChecksOf<TransferOptions> = {
  ...operation,
  onGrowth: oneOf("snapshot", "follow", "error"),
  onProgress: callback,
  concurrency,
  maxInFlightBytes: positive,
  rateLimit,
};

const targetFile: ChecksOf<TargetOptions> = {
  atomic: boolean,
  durable: boolean,
  onPartial: oneOf("remove", "keep"),
};

const file: ChecksOf<FileOptions> = {
  ...targetFile,
  preserve: boolean,
  resume: oneOf(true, false, "tail"),
  verify: oneOf("size", "hash"),
};

const upload: ChecksOf<UploadOptions> = {
  ...transfer,
  confirm: oneOf(true, false, "required"),
  replace: oneOf("error", "unlink-first"),
  tempName: callback,
  tempDirectory: changedPath,
};

const download: ChecksOf<DownloadOptions> = {
  ...transfer,
  prefetch: boolean,
  fileSize: number(),
  consistency: oneOf("none", "check"),
};

const get: ChecksOf<GetOptions> = { ...download, ...file };

const put: ChecksOf<PutOptions> = { ...upload, ...file };

const putfo: ChecksOf<PutfoOptions> = { ...upload, ...targetFile, fileSize: number() };

const choices: ChecksOf<TreeChoices> = {
  symlinks: oneOf("skip", "keep", "follow", "refuse"),
  filter: callback,
  dryRun: boolean,
  onError: callback,
  onStep: callback,
  onProgress: callback,
  files: positive,
  maxDepth: unlimited(0),
  maxEntries: unlimited(0),
};

const tree: ChecksOf<TreeOptions> = { ...transfer, ...file, ...choices, recursive: boolean };

/** Another client is told by what it is: it may be of another copy of this package. */
const other: ChecksOf<OtherServer> = {
  to: of("an SFTPClient", (value) => typeof value === "object" && value !== null && "context" in value),
};

const copy: ChecksOf<CopyOptions & OtherServer> = {
  ...transfer,
  atomic: file.atomic,
  durable: file.durable,
  preserve: file.preserve,
  verify: file.verify,
  confirm: upload.confirm,
  replace: upload.replace,
  recursive: boolean,
  ...other,
};

const copyTree: ChecksOf<CopyTreeOptions & OtherServer> = { ...copy, ...choices };

const sync: ChecksOf<SyncOptions & OtherServer> = {
  ...transfer,
  ...choices,
  ...other,
  atomic: file.atomic,
  durable: file.durable,
  preserve: file.preserve,
  resume: file.resume,
  verify: file.verify,
  replace: upload.replace,
  compare: oneOf("time", "content"),
  delete: boolean,
};

/** The options of a client. */
export const clientOptions: ChecksOf<ClientOptions> = {
  ...operation,
  names: of("a NameCodec", (value) => typeof value === "object" && value !== null && "encode" in value),
  firstRequestId: number(0, 0xffff_ffff),
  symlinkOrder: oneOf("target-first", "link-first"),
  maxPacketSize: positive,
  maxInFlightBytes: positive,
};

/** Options with `recursive: true` are those of trees; what only trees have needs it. */
function fileOrTree(ofFiles: OptionChecks, ofTrees: OptionChecks): Check {
  const [forFile, forTree] = [options({ ...ofFiles, recursive: boolean }), options(ofTrees)];
  return (value, name) => {
    if (!isOptionBag(value) || value["recursive"] === true) return forTree(value, name);
    for (const key of Object.keys(value))
      if (!Object.hasOwn(ofFiles, key) && key !== "recursive" && Object.hasOwn(ofTrees, key))
        throw new TypeError(`${key} is for directories: set recursive: true`);
    forFile(value, name);
  };
}

/** `mkdir` takes a mode alone, as in Node. */
const mkdirOptions: Check = (value, name) => {
  if (typeof value === "number") return mode(value, "mode");
  if (value === true) throw wrongOptions("mkdir(path, { recursive: true })", value, name);
  options(mkdir)(value, name);
};

const rmdirOptions: Check = (value, name) => {
  if (value === true || (isOptionBag(value) && value["recursive"] !== undefined))
    throw wrongOptions("rm(path, { recursive: true })", value, name);
  options(operation)(value, name);
};

/** `readFile` takes an encoding alone, as in Node. */
const readFileOptions: Check = (value, name) => {
  if (typeof value === "string") encoding(value, name);
  else options(readFile)(value, name);
};

/** The checks of the last parameter of each operation. */
export const optionsOf = {
  check: options(check),
  copy: fileOrTree(copy, copyTree),
  createReadStream: options(readStream),
  createWriteStream: options(writeStream),
  get: fileOrTree(get, tree),
  getfo: options(download),
  list: options(list),
  md5Hash: options({ ...operation, length: number() }),
  mkdir: mkdirOptions,
  open: options(open),
  operation: options(operation),
  posixRename: options({ ...operation, force: boolean }),
  prefetch: options(prefetch),
  put: fileOrTree(put, { ...upload, ...tree }),
  putfo: options(putfo),
  readFile: readFileOptions,
  readable: options(read),
  readv: options(readv),
  rm: options(rm),
  rmdir: rmdirOptions,
  // There is no other way to do it.
  sync: options({ ...sync, recursive: oneOf(true) }),
  walk: options(walk),
  writable: options(write),
  writeFile: options(writeFile),
} as const;
