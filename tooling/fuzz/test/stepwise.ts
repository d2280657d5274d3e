/** Throws for one input in 2^24, which only who follows the coverage step by step will find soon. */
export function stepwise(input: Uint8Array): void {
  if (input[0] === 0x53) {
    if (input[1] === 0x46) {
      if (input[2] === 0x54) throw new Error("found at last");
    }
  }
}
