import type { WorkRecord } from "./record.ts";

const ROW = 24;
const LABEL = 280;
const BAR = 420;
const WIDTH = LABEL + BAR + 110;

/** A work's rates as bars, the fastest on top; those of this client are in another colour. */
export function chart({ title, unit, amount, entries }: WorkRecord): string {
  const bars = entries
    .map(({ name, median }) => ({ name, rate: amount / Math.max(median.seconds, 0.01) }))
    .toSorted((one, other) => other.rate - one.rate);
  const best = bars[0]?.rate ?? 1;
  const height = 40 + bars.length * ROW;
  const rows = bars.map(({ name, rate }, index) => {
    const y = 36 + index * ROW;
    const width = Math.max((rate / best) * BAR, 1).toFixed(1);
    const colour = name.startsWith("@sftp/") ? "#2563eb" : "#94a3b8";
    return [
      `<text x="${LABEL - 8}" y="${y + 14}" text-anchor="end">${escape(name)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${width}" height="18" rx="2" fill="${colour}"/>`,
      `<text x="${LABEL + Number(width) + 6}" y="${y + 14}">${rate.toFixed(rate < 100 ? 1 : 0)}</text>`,
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="8" y="22" font-size="15" font-weight="bold">${escape(title)}: ${unit}/s</text>`,
    ...rows,
    "</svg>\n",
  ].join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
