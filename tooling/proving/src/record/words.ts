import { type Figure, holds } from "../proof.ts";

/** A size as people say it: `10,000 cycles`, `24 hours`. */
export function sizeInWords(size: number, unit: string): string {
  if (unit !== "seconds" || size < 120) return `${size.toLocaleString("en")} ${unit}`;
  if (size < 7200) return `${round(size / 60)} minutes`;
  return `${round(size / 3600)} hours`;
}

/** A figure, what it must not pass, and whether it has: `heap +0.3 MiB (at most 2)`. */
export function figureInWords(figure: Figure): string {
  const { what, value, unit, atMost, atLeast } = figure;
  const bounds = [
    ...(atMost === undefined ? [] : [`at most ${round(atMost)}`]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast.toLocaleString("en")}`]),
  ];
  const words = `${what}: ${round(value)}${unit && ` ${unit}`}${bounds.length > 0 ? ` (${bounds.join(", ")})` : ""}`;
  return holds(figure) ? words : `**${words}: NOT REACHED**`;
}

function round(value: number): string {
  const isLarge = Math.abs(value) >= 1000;
  return value.toLocaleString("en", isLarge ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
