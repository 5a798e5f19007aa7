const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How much time is left of something, roughly: `11 h 52 min`, `4 min`, `under 1 min`. */
export function timeLeft(ms: number): string {
  if (ms < MINUTE) return 'under 1 min';
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** The same in one unit, for where there is little room: `11 h`, `4 min`, `<1 min`. */
export function shortTimeLeft(ms: number): string {
  if (ms < MINUTE) return '<1 min';
  return ms < HOUR ? `${Math.floor(ms / MINUTE)} min` : `${Math.floor(ms / HOUR)} h`;
}

/** An age in the largest unit that fits: `3 d ago`, `2 mo ago`. Never in the future: clocks differ a little. */
export function age(instant: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(instant));
  if (ms < MINUTE) return 'just now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  if (ms < 60 * DAY) return `${Math.floor(ms / DAY)} d ago`;
  if (ms < 730 * DAY) return `${Math.floor(ms / (30 * DAY))} mo ago`;
  return `${Math.floor(ms / (365 * DAY))} y ago`;
}

/** Formatters are dear to make; a zone that was left is noticed by its distance from UTC. */
let formatter: { offset: number; format: Intl.DateTimeFormat } | undefined;

/** The full date and time, in the person's own zone. */
export function fullDate(instant: string): string {
  const date = new Date(instant);
  const offset = new Date().getTimezoneOffset();
  if (formatter?.offset !== offset)
    formatter = {
      offset,
      format: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' }),
    };
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : formatter.format.format(date);
}
