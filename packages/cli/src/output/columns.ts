import stringWidth from "string-width";

/** Blanks between two columns. */
const GAP = 2;

/** Names in as many columns as fit into `width`, filled from top to bottom as `ls` does. */
export function columns(names: readonly string[], width: number): string {
  if (names.length === 0) return "";
  const widths = names.map((name) => stringWidth(name));
  const cell = Math.max(...widths) + GAP;
  const count = Math.max(1, Math.floor((width + GAP) / cell));
  const rows = Math.ceil(names.length / count);
  const lines = Array.from({ length: rows }, (_, row) => {
    const inRow = names.flatMap((name, at) =>
      at % rows === row ? [name + " ".repeat(cell - widths[at]!)] : [],
    );
    return `${inRow.join("").trimEnd()}\n`;
  });
  return lines.join("");
}
