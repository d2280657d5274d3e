/** Bytes as people read them: offset, sixteen hex pairs and the printable characters per line. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const row = bytes.subarray(offset, offset + 16);
    const pairs = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
    ).join("");
    lines.push(`${offset.toString(16).padStart(4, "0")}  ${pairs.padEnd(47)}  ${text}`);
  }
  return lines.length === 0 ? "(no bytes)" : lines.join("\n");
}

/** Bytes from hex pairs; white space and everything from a `#` to the end of its line is left out. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/#.*$/gm, "").replaceAll(/\s+/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new SyntaxError(`not pairs of hex digits: ${digits}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
