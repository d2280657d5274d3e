import { rate, type RateOptions } from "./rate.ts";
import { rejections } from "./rejections.ts";
import { table } from "./table.ts";

/** How many broken packets a second are refused, by what is wrong with them. */
export async function rejectionTable(options: RateOptions): Promise<string> {
  const rows: [string, number][] = [];
  for (const [what, refuse] of Object.entries(rejections)) rows.push([what, await rate(refuse, options)]);
  return table(["refused", "/s"], rows);
}
