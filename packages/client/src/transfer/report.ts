import { SFTPAttributes } from "@sftp/attributes";
import { escapeName } from "@sftp/wire";
import { isRefused } from "../remote/stat.ts";

/** What a transfer wished for beside the content and did not get. */
export class Unmet {
  readonly list: Unchecked[];

  constructor(list: Unchecked[] = []) {
    this.list = list;
  }

  /** Notes that something could not be done. */
  note(path: string, request: string, reason: string): void {
    this.list.push({ path, request, reason });
  }

  /** Notes what the server refused. @throws any other error */
  refused(path: string, error: unknown): void {
    if (!isRefused(error)) throw error;
    this.note(path, error.request ?? "", escapeName(error.serverMessage || error.code));
  }

  /** Does what must not cost the content: a refusal is noted. */
  async wish(path: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.refused(path, error);
    }
  }
}

/** How a copy was compared with its original: by its length, or by what is in it. */
export type Verified = "size" | "hash";

/** Something that could not be checked, or not be set, although all content arrived. */
export interface Unchecked {
  /** The path at the server. */
  path: string;
  /** The request that would have done it, as `error.request` has it. */
  request: string;
  /** Why it could not be done. */
  reason: string;
}

/** What a transfer achieved. */
export interface TransferReport {
  /** How many files were copied. */
  files: number;
  /** How many folders were made, or were there already; of a tree, without its top. */
  directories: number;
  /** How many links were made. */
  symlinks: number;
  /** The bytes of all copied files, those that were kept from before included. */
  bytes: number;
  /** How long it took, by a clock that is never set. */
  seconds: number;
  /** The weakest comparison that any copied file got; `undefined` if the length of one was not known, or there was none. */
  verified: Verified | undefined;
  /** How many of the bytes were kept from an earlier transfer rather than sent again. */
  resumed: number;
  /** How many source files grew while they were copied; `onGrowth` says what was done about them. */
  grown: number;
  /**
   * What could not be checked, or not be set, because the server refused it, although all content arrived: sizes,
   * permissions, times.
   */
  unchecked: Unchecked[];
  /** What was left out, and why. */
  skipped: { path: string; reason: string }[];
  /** What failed in a transfer that went on nevertheless. */
  failed: { path: string; error: unknown }[];
}

/** The report of a transfer that has achieved nothing yet. */
export function emptyReport(): TransferReport {
  return {
    files: 0,
    directories: 0,
    symlinks: 0,
    bytes: 0,
    seconds: 0,
    verified: undefined,
    resumed: 0,
    grown: 0,
    unchecked: [],
    skipped: [],
    failed: [],
  };
}

/** What the transfer of one file achieved. */
export type Achieved = Pick<TransferReport, "bytes" | "verified"> &
  Partial<Pick<TransferReport, "resumed" | "grown" | "unchecked">>;

/** What is to be noted if the size that a server stated for a file of so many bytes says nothing. */
export function uncheckedSize(path: string, { exactSize }: SFTPAttributes, bytes: number): Unchecked[] {
  if (exactSize !== undefined && (Number(exactSize) > 0 || bytes === 0)) return [];
  return [{ path, request: "fstat", reason: "the server does not report the size" }];
}

/** The report of one file, from `started` (of `performance.now()`) until now. */
export function fileReport(started: number, achieved: Achieved): TransferReport {
  return { ...emptyReport(), files: 1, seconds: (performance.now() - started) / 1000, ...achieved };
}

/** Adds what the transfer of a part achieved to the report of the whole; how long it took is the whole's own. */
export function addToReport(whole: TransferReport, part: TransferReport): void {
  if (part.files > 0) whole.verified = whole.files === 0 ? part.verified : weaker(whole, part);
  for (const count of ["files", "directories", "symlinks", "bytes", "resumed", "grown"] as const)
    whole[count] += part[count];
  whole.unchecked.push(...part.unchecked);
  whole.skipped.push(...part.skipped);
  whole.failed.push(...part.failed);
}

function weaker(
  { verified: one }: TransferReport,
  { verified: other }: TransferReport,
): Verified | undefined {
  return one === "hash" ? other : other === undefined ? undefined : one;
}

/** What an upload came to: the attributes of the remote file, none with `confirm: false`, and the report. */
export class UploadResult extends SFTPAttributes {
  readonly report: TransferReport;

  constructor(attributes: SFTPAttributes, report: TransferReport) {
    const { extended, ...fields } = attributes.toWire();
    super({ ...fields, attr: extended });
    this.report = report;
  }
}
