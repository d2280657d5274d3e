import { decodeCheckFileReply, isSFTPError, OpenFlags, StatusCode } from "@sftp/wire";
import type { ClientContext } from "../session/clientContext.ts";
import { onPath, type Operation } from "../session/operation.ts";
import { RemoteHandle } from "./remoteHandle.ts";

/** The smallest block that has a digest of its own, in bytes (draft-ietf-secsh-filexfer-extensions-00 section 3). */
const LEAST_BLOCK = 256;

/** What is to be hashed, and how. */
export interface CheckRange {
  /** Names of hash algorithms with commas between them; the server takes the first that it has. */
  readonly algorithms: string;
  /** Bytes. */
  readonly offset: number;
  /** Bytes; 0 is up to the end of the file. */
  readonly length: number;
  /** Bytes that each digest is of; 0 is one digest of everything. */
  readonly blockSize: number;
}

/** What the server computed. */
export interface CheckResult {
  readonly algorithm: string;
  /** The raw digests one after another. */
  readonly digests: Buffer;
}

/**
 * Digests of an open file, by the draft's name of the request or, where the server does not know that, paramiko's.
 *
 * @throws RangeError for a block size that no server takes
 */
export function checkHandle(
  context: ClientContext,
  handle: Uint8Array,
  range: CheckRange,
  operation: Operation,
): Promise<CheckResult> {
  const body = { handle, ...range };
  return asked(range, async () => {
    try {
      return await context.session.call("check-file-handle", body, operation);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      return context.session.call("check-file", body, operation);
    }
  });
}

/** Digests of a file by its path; a server that knows only open files has it opened. */
export async function checkPath(
  context: ClientContext,
  path: string,
  range: CheckRange,
  operation: Operation,
): Promise<CheckResult> {
  try {
    return await asked(range, () => context.session.call("check-file-name", { path, ...range }, operation));
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  using handle = await RemoteHandle.open(context, OpenFlags.READ, {}, onPath(operation, path));
  return await checkHandle(context, handle.bytes("check"), range, operation);
}

async function asked(
  { blockSize }: CheckRange,
  ask: () => Promise<{ payload: Uint8Array }>,
): Promise<CheckResult> {
  if (blockSize !== 0 && blockSize < LEAST_BLOCK) {
    throw new RangeError(`a block has at least ${LEAST_BLOCK} bytes, or 0 for one digest, not ${blockSize}`);
  }
  const { payload } = await ask();
  // One digest, or none of nothing; how many blocks there are up to the end of the file is not known.
  const { algorithm, digests } = decodeCheckFileReply(payload, blockSize === 0 ? 0 : undefined);
  return { algorithm, digests: Buffer.concat(digests) };
}

function isUnsupported(error: unknown): boolean {
  return isSFTPError(error) && error.status === StatusCode.OP_UNSUPPORTED;
}
