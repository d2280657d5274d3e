/** A number of things for people: `1 file`, `1,000 files`, `2 directories`. */
export function counted(count: number, thing: string): string {
  const things = count === 1 ? thing : thing.endsWith("y") ? `${thing.slice(0, -1)}ies` : `${thing}s`;
  return `${count.toLocaleString("en")} ${things}`;
}
