/** Why a transfer that met no failing request is no success. */
export type TransferErrorCode =
  /** The source ended before its stated size. */
  | "ERR_SFTP_TRUNCATED"
  /** The source has data beyond its stated size, or beyond an end that it had shown. */
  | "ERR_SFTP_CHANGED";

/**
 * The source was not as long as it was said to be. All that it had up to the lower of the two lengths is
 * written by the time this is thrown, so a caller whose policy allows it can keep the result.
 */
export class TransferError extends Error {
  override readonly name = "TransferError";
  readonly code: TransferErrorCode;
  /** Where the source should have ended, in bytes. */
  readonly expected: number;
  /** Where it was seen to end, in bytes, or up to where it was seen to go on. */
  readonly actual: number;

  constructor(code: TransferErrorCode, expected: number, actual: number) {
    super(
      code === "ERR_SFTP_TRUNCATED"
        ? `the source ends at byte ${actual}, but ${expected} were announced`
        : `the source goes on to byte ${actual}, but was to end at ${expected}: it changed while it was read`,
    );
    this.code = code;
    this.expected = expected;
    this.actual = actual;
  }
}
