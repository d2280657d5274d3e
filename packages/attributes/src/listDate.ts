/** The months as they are called in lists of files, whatever the locale. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The month of a date, in local time: `Jan`. */
export function month(date: Date): string {
  return MONTHS[date.getMonth()]!;
}

/** The hour and minute of a date, in local time: `18:39`. */
export function timeOfDay(date: Date): string {
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** A number below 100: `07`. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
