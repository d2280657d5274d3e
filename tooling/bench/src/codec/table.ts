/** Rows as a Markdown table; numbers stand at the right of their columns. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  const cells = [
    head,
    head.map((_, column) => (isNumeric(rows, column) ? "--:" : "---")),
    ...rows.map((row) => row.map(cell)),
  ];
  return cells.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function isNumeric(rows: readonly (readonly unknown[])[], column: number): boolean {
  return rows.some((row) => typeof row[column] === "number");
}

function cell(value: string | number | undefined): string {
  return typeof value === "number" ? Math.round(value).toLocaleString("en-US") : (value ?? "");
}
