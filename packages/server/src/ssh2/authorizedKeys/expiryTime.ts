import { escapeName } from "@sftp/wire";

import type { Fail } from "../addresses/addressList.ts";

const FORM = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|UTC)?$/i;

/** `expiry-time="YYYYMMDD[HHMM[SS]][Z]"` in milliseconds since 1970: local time, or with `Z` UTC. */
export function expiryTime(text: string, fail: Fail): number {
  const match = FORM.exec(text);
  const [year, month, day, hour, minute, second] = (match ?? [])
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const utc = match?.[7] !== undefined;
  const time = utc
    ? new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    : new Date(year, month - 1, day, hour, minute, second);
  const isReal =
    match !== null && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60 && day >= 1;
  // 31 February would be a day in March.
  if (!isReal || (utc ? time.getUTCDate() : time.getDate()) !== day) {
    fail(`"${escapeName(text)}" is no time like 20301231, 203012312359 or 20301231235959Z`);
  }
  return time.getTime();
}
