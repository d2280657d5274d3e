import { isProtocolError } from "@sftp/wire";
import type { Random } from "@sftp/testing";

/**
 * Longer inputs show nothing that shorter ones do not; a packet of the greatest size that OpenSSH takes just fits.
 */
export const MAXIMUM_INPUT = 256 * 1024 + 16;

/** One thing that takes bytes from a peer. */
export interface Target {
  readonly name: string;
  /** Bytes that may be allocated in buffers for each byte of input. Default: 2. */
  readonly buffersPerByte?: number;
  /** An input that is nearly right: made from the table's rows, more often than not with something wrong in it. */
  generate(random: Random): Uint8Array;
  /**
   * Takes the input as the product would, and returns checks on what came out. Time and memory are measured here
   * and not in the checks. Whatever either of them throws is a finding.
   */
  execute(input: Uint8Array): () => void;
}

/** What must not stand raw in a message or a trace line. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/;

/** Runs a decoder: what it returns or, as that is a right answer too, its protocol error. Other errors pass. */
export function outcome<T>(decode: () => T): { value: T } | { refusal: string } {
  try {
    return { value: decode() };
  } catch (error) {
    if (isProtocolError(error)) return { refusal: error.message };
    throw error;
  }
}

/** Throws if a line that people will see holds a raw control character. */
export function checkPrintable(line: string): void {
  if (CONTROL.test(line)) throw new Error(`raw control characters in the line ${JSON.stringify(line)}`);
}

/** Throws unless decoding and encoding once more gives the same bytes. */
export function checkSame(once: Uint8Array, again: Uint8Array): void {
  if (Buffer.compare(once, again) !== 0) {
    throw new Error(`encoding what was decoded gives\n${hex(again)} where it gave\n${hex(once)} before`);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 200)).toString("hex");
}
