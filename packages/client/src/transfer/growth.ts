import { type CopyOptions, TransferError } from "@sftp/prefetch";
import type { TransferOptions } from "./options.ts";

type Choice = Pick<TransferOptions, "onGrowth">;

/** Whether what a source has beyond its size is read too. */
export function follows({ onGrowth }: Choice): boolean {
  return onGrowth === "follow";
}

/** Whether what a source has beyond its size is left alone. */
export function isSnapshot({ onGrowth = "snapshot" }: Choice): boolean {
  return onGrowth === "snapshot";
}

/** How much of a source of this size is copied, and what data beyond it means. */
export function extent(
  options: Choice,
  size: number,
): Required<Pick<CopyOptions, "size" | "probeEnd" | "mayGrow">> {
  if (follows(options)) return { size: 0, probeEnd: false, mayGrow: false };
  return { size, probeEnd: size > 0, mayGrow: isSnapshot(options) };
}

/**
 * Checks where a source has ended, against the size that was stated for it; one that has data beyond that must say so
 * itself by now.
 *
 * @param end up to where it has data
 * @param sizeNow asks for its size once more
 * @returns whether it has grown
 * @throws TransferError if it ended early, or its size is not what was stated
 */
export async function checkGrowth(
  size: number,
  end: number,
  sizeNow: () => Promise<number | undefined>,
): Promise<boolean> {
  if (end < size) throw new TransferError("ERR_SFTP_TRUNCATED", size, end);
  if (size === 0 || end === size) return false;
  const now = await sizeNow();
  if (now === undefined || now < end) throw new TransferError("ERR_SFTP_CHANGED", size, end);
  return true;
}
