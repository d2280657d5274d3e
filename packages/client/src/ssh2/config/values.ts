import type { Settings } from "./collectSettings.ts";

/** The value of a keyword that has one. */
export function text(settings: Settings, keyword: string): string | undefined {
  return settings.get(keyword)?.values[0];
}

/** Whether a keyword is switched on; it is not where nothing is said. */
export function yes(settings: Settings, keyword: string): boolean {
  return /^(yes|true)$/i.test(text(settings, keyword) ?? "no");
}

const SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A time as `ssh` has it (`90`, `1m30s`), in milliseconds; `undefined` where there is none. */
export function duration(settings: Settings, keyword: string): number | undefined {
  const value = text(settings, keyword);
  if (value === undefined || value === "none") return undefined;
  if (!/^(\d+[smhdw]?)+$/i.test(value)) throw wrong(settings, keyword, "is no time");
  const parts = [...value.matchAll(/(\d+)([smhdw]?)/gi)];
  const sum = parts.reduce(
    (total, [, count, unit = ""]) => total + Number(count) * SECONDS[unit.toLowerCase()]!,
    0,
  );
  return sum === 0 ? undefined : sum * 1000;
}

/** The port. */
export function port(settings: Settings): number | undefined {
  const value = text(settings, "port");
  if (value === undefined) return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535 || Number(value) === 0) {
    throw wrong(settings, "port", "is no port");
  }
  return Number(value);
}

function wrong(settings: Settings, keyword: string, what: string): Error {
  const { text: said, file } = settings.get(keyword)!;
  return new Error(`${keyword} ${said} in ${file} ${what}`);
}
