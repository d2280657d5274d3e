// @ts-check

/**
 * A table whose columns are as wide as their longest cell, so that the page reads well as text, too.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  const [first, ...others] = cells;
  return [line(first ?? []), line(rule), ...others.map(line)].join("\n");
}

/** @param {string} text */
export function code(text) {
  return `\`${text}\``;
}

/** @param {string} text */
export function codeBlock(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}
