import { SFTPAttributes } from "@sftp/attributes";
import {
  checkFileAlgorithms,
  type CheckFileDialect,
  encodeCheckFileReply,
  OpenFlags,
  SFTPError,
  StatusCode,
  type UInt64,
} from "@sftp/wire";

import type { Awaitable, RequestContext, SFTPHandle } from "../backend/backend.ts";
import { hashBlocks } from "./fileHash.ts";
import { readRange } from "./readRange.ts";
import { MAX_PACKET, PACKET_OVERHEAD } from "../budgets/serverLimits.ts";
import { requestPath, type SessionScope } from "../session/sessionScope.ts";
import type { Handlers, Task } from "./handler.ts";

/** The smallest block of check-file (draft-ietf-secsh-filexfer-extensions-00 section 3). */
const SMALLEST_BLOCK = 256;
/** Bytes that the digests of one reply may take. */
const DIGEST_SPACE = MAX_PACKET - PACKET_OVERHEAD;
/** Bytes at the start of the range that md5-hash's quick check is about (draft-ietf-secsh-filexfer-13 section 9.1.1). */
const QUICK_CHECK = 2048;

interface CheckFile {
  readonly algorithms: string;
  readonly offset: UInt64;
  readonly length: UInt64;
  readonly blockSize: number;
}

interface Md5Hash {
  readonly offset: UInt64;
  readonly length: UInt64;
  readonly quickHash: Uint8Array;
}

/** The requests for digests of a file's bytes. */
export const hashHandlers: Handlers<
  "check-file" | "check-file-handle" | "check-file-name" | "md5-hash" | "md5-hash-handle"
> = {
  "check-file": (body, scope) => ofHandle(scope, body, checkFile(body, "paramiko")),
  "check-file-handle": (body, scope) => ofHandle(scope, body, checkFile(body, scope.checkFileDialect)),
  "check-file-name": (body, scope) => ofPath(scope, body, checkFile(body, scope.checkFileDialect)),
  "md5-hash": (body, scope) => ofPath(scope, body, md5Hash(body, "md5-hash")),
  "md5-hash-handle": (body, scope) => ofHandle(scope, body, md5Hash(body, "md5-hash-handle")),
};

type Hashing<A> = (handle: SFTPHandle, ctx: RequestContext) => Awaitable<A>;

function checkFile(
  { algorithms, offset, length, blockSize }: CheckFile,
  dialect: CheckFileDialect,
): Hashing<{ payload: Uint8Array }> {
  const algorithm = algorithms.split(",").find((name) => checkFileAlgorithms.includes(name));
  if (algorithm === undefined) {
    throw new SFTPError(
      StatusCode.FAILURE,
      `no hash algorithm in common: this server has ${checkFileAlgorithms.join(",")}`,
    );
  }
  if (blockSize !== 0 && blockSize < SMALLEST_BLOCK) {
    throw new SFTPError(
      StatusCode.FAILURE,
      `a block must have ${SMALLEST_BLOCK} bytes at least, or 0 for all`,
    );
  }
  return async (handle, ctx) => {
    const chunks = readRange(handle, ...range(offset, length), ctx);
    const digests = await hashBlocks(chunks, algorithm, blockSize, DIGEST_SPACE, ctx);
    return { payload: encodeCheckFileReply({ algorithm, digests }, dialect) };
  };
}

function md5Hash(
  { offset, length, quickHash }: Md5Hash,
  name: string,
): Hashing<{ name: string; digest: Uint8Array }> {
  return async (handle, ctx) => {
    const [at, count] = range(offset, length);
    const md5 = async (bytes: number) => {
      const [digest] = await hashBlocks(readRange(handle, at, bytes, ctx), "md5", 0, DIGEST_SPACE, ctx);
      return digest!;
    };
    if (quickHash.length > 0 && !Buffer.from(await md5(Math.min(count, QUICK_CHECK))).equals(quickHash)) {
      return { name, digest: new Uint8Array() };
    }
    return { name, digest: await md5(count) };
  };
}

function ofHandle<A>(
  scope: SessionScope,
  body: { handle: Uint8Array; offset: UInt64 },
  hash: Hashing<A>,
): Task<A> {
  const file = scope.handles.file(body.handle);
  file.mustRead();
  return {
    claims: [file.reading(Number(body.offset))],
    patient: true,
    run: (ctx) => hash(file.handle, ctx),
  };
}

function ofPath<A>(scope: SessionScope, { path }: { path: string }, hash: Hashing<A>): Task<A> {
  const at = requestPath(scope, path, "looks");
  return {
    claims: [at.claim],
    patient: true,
    async run(ctx) {
      const handle = await scope.backend.open(at.path, OpenFlags.READ, new SFTPAttributes(), ctx);
      try {
        return await hash(handle, ctx);
      } finally {
        await handle.close?.("closed", ctx);
      }
    },
  };
}

/** Where to begin and how many bytes to take; a length of 0 is all there are. */
function range(offset: UInt64, length: UInt64): [offset: number, length: number] {
  if (typeof offset === "bigint") return [0, 0];
  return [offset, length === 0 ? Infinity : Number(length)];
}
