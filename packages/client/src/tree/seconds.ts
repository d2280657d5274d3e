/** The times to send: whole seconds since 1970 for Dates or seconds, or this computer's clock for `null`. */
export function seconds(times: readonly [atime: Date | number, mtime: Date | number] | null): {
  atime: number;
  mtime: number;
} {
  const [atime, mtime] = times ?? [new Date(), new Date()];
  return { atime: inSeconds(atime), mtime: inSeconds(mtime) };
}

function inSeconds(time: Date | number): number {
  return typeof time === "number" ? time : time.getTime() / 1000;
}
