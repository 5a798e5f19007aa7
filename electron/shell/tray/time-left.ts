const MINUTE = 60_000;

/** “11 h 32 min left”, “4 min left”, “less than a minute left”, “ended”: minutes are rounded down, so never too long. */
export function timeLeft(until: Date, now: Date): string {
  const ms = until.getTime() - now.getTime();
  if (!(ms > 0)) return 'ended';
  const minutes = Math.floor(ms / MINUTE);
  if (minutes === 0) return 'less than a minute left';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min left`;
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h left` : `${hours} h ${rest} min left`;
}
