import { longname as formatted, modeString, parseModeString, SFTPAttributes } from "@sftp/attributes";
import { u32, u8 } from "@sftp/testing";
import { decodeReply, encodeReply, escapeName, type NameEntry, replies, utf8 } from "@sftp/wire";

import { mutateParts } from "../mutate.ts";
import { attrsParts, listParts, number, stringParts } from "../parts.ts";
import { checkPrintable, checkSame, outcome, type Target } from "../target.ts";
import { nastyText } from "../values.ts";

/** How many letters a mode has. */
const MODE_LENGTH = 10;

/** Listings: the entries of a NAME reply as `SFTPAttributes`, the lines made of them, and the server's own lines. */
export const longname: Target = {
  name: "longname",

  generate(random) {
    const entry = () => [
      ...stringParts(nastyText(random)),
      ...stringParts(nastyText(random)),
      ...attrsParts(random),
    ];
    return mutateParts(random, [number(u8(replies.name.type)), number(u32(1)), ...listParts(random, entry)]);
  },

  execute(frame) {
    const result = outcome(() => decodeReply(frame));
    const entries = "value" in result && result.value.name === "name" ? result.value.body.entries : [];
    const lines = entries.map(lineOf);
    return () => {
      if ("refusal" in result) checkPrintable(result.refusal);
      for (const [index, entry] of entries.entries()) checkEntry(entry, lines[index]!);
    };
  },
};

/** The line that a server of ours would send for an entry of another server. */
function lineOf({ filename, longname: user, attrs }: NameEntry): string {
  return formatted(SFTPAttributes.fromWire(attrs, filename), { user, now: 0 });
}

function checkEntry(entry: NameEntry, line: string): void {
  if (!line.startsWith(modeString(entry.attrs.mode)) || !line.endsWith(` ${entry.filename}`)) {
    throw new Error(`a line without mode or name: ${JSON.stringify(line)}`);
  }
  checkPrintable(escapeName(line));
  checkMode(entry.longname.slice(0, MODE_LENGTH));
  const packet = encodeReply("name", 1, { entries: [{ ...entry, longname: line }] });
  const back = decodeReply(packet.subarray(4));
  checkSame(packet, encodeReply("name", 1, back.body as never));
  checkSame(utf8.encode(line), utf8.encode(utf8.decode(utf8.encode(line))));
}

/** A mode string is refused, or says again what it said. */
function checkMode(text: string): void {
  let mode: number;
  try {
    mode = parseModeString(text);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return checkPrintable(error.message);
  }
  if (modeString(mode) !== text) throw new Error(`${text} reads as ${mode}, which is ${modeString(mode)}`);
}
