/** A time as `fs.utimes` takes it: a Date, or seconds since 1970. */
export type TimeLike = Date | number | string;

/** Seconds since 1970. */
export function secondsOf(time: TimeLike): number {
  return time instanceof Date ? time.getTime() / 1000 : Number(time);
}
