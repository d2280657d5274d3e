import type { ReplyTo } from "@sftp/wire";
import type { Session } from "./session.ts";

/** What every server takes, in bytes (draft-ietf-secsh-filexfer-02 section 3). */
const SAFE_PAYLOAD = 32 * 1024;

/** The most that one READ or WRITE ever carries, in bytes: what OpenSSH allows, and what fits our own largest frame. */
const MAX_PAYLOAD = 255 * 1024;

/** Length, type, id, the lengths of handle and data, offset, and a handle of the usual size. */
const WRITE_OVERHEAD = 4 + 1 + 4 + 4 + 4 + 8 + 4;

/** How large requests may be. */
export interface RequestSizes {
  /** The most bytes that one READ asks for. */
  readonly read: number;
  /** The most bytes that one WRITE carries. */
  readonly write: number;
}

/** The body of the reply to limits@openssh.com; 0 is no stated limit. */
export type Limits = ReplyTo<"limits@openssh.com">;

/**
 * The server's limits, if it has told that it has some. Asked for along with the first requests; a server that
 * does not answer what it announced is taken to have none.
 */
export async function askLimits(session: Session): Promise<Limits | undefined> {
  if (!session.capabilities.has("limits@openssh.com")) return undefined;
  return session.call("limits@openssh.com", {}).catch(() => undefined);
}

/** The sizes to use under these limits, if they are known, and under `ceiling` if the user set one. */
export function requestSizes(limits?: Limits, ceiling = MAX_PAYLOAD): RequestSizes {
  const most = Math.min(ceiling, MAX_PAYLOAD);
  // A WRITE that fills a packet of the SSH layer exactly leaves no rest that would need a second one.
  if (limits === undefined) {
    return { read: Math.min(SAFE_PAYLOAD, most), write: Math.min(SAFE_PAYLOAD - WRITE_OVERHEAD, most) };
  }
  return { read: within(limits.maxReadLength, most), write: within(limits.maxWriteLength, most) };
}

function within(limit: bigint, most: number): number {
  return limit === 0n || limit > BigInt(most) ? most : Number(limit);
}
