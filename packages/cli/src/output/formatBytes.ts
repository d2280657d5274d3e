const UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** A number of bytes for people: `0 B`, `999 B`, `1.5 KiB`, `256 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes / 1024;
  let unit = 0;
  // What would be shown as 1024 is one of the next unit.
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}

/** The same for a column, as `ls -h` has it: `999`, `1.5K`, `256M`. */
export function shortSize(bytes: number): string {
  return formatBytes(bytes).replace(/ (?:B|([KMGTPE])iB)$/, "$1");
}
