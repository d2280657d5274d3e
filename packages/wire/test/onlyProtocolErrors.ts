import { isProtocolError } from "../src/index.ts";

/** Runs a decoder on bytes that it may refuse; anything thrown but a protocol error fails the test. */
export function onlyProtocolErrors(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    if (!isProtocolError(error)) throw error;
  }
}
