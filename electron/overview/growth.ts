import type { GrowthMonth } from '../../shared/model/overview/overview';

/** Images pushed in a month (`2026-08`, UTC) that still exist. */
export interface MonthPushed {
  images: number;
  bytes: number;
}

/** Every month from the first push to `until`, those without a push too, cumulated. Images without a date count from before the first month. */
export function growth(months: ReadonlyMap<string, MonthPushed>, until: string): GrowthMonth[] {
  const undated = months.get('');
  const known = [...months.keys()].filter((month) => month !== '' && month <= until).sort();
  const first = known[0] ?? (undated === undefined ? undefined : until);
  if (first === undefined) return [];
  // A clock that runs ahead pushes into the future: that counts as now.
  const ahead = [...months].filter(([month]) => month > until);
  let totalImages = undated?.images ?? 0;
  let totalBytes = undated?.bytes ?? 0;
  return monthsBetween(first, until).map((month) => {
    const pushed = [months.get(month), ...(month === until ? ahead.map(([, late]) => late) : [])];
    const images = pushed.reduce((sum, one) => sum + (one?.images ?? 0), 0);
    const bytes = pushed.reduce((sum, one) => sum + (one?.bytes ?? 0), 0);
    totalImages += images;
    totalBytes += bytes;
    return { month, images, bytes, totalImages, totalBytes };
  });
}

/** Longer ago than this ECR did not exist (it began in December 2015): a wrong clock must not make a chart of centuries. */
const MOST_MONTHS = 240;

function monthsBetween(first: string, last: string): string[] {
  const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const to = number(last);
  const from = Math.max(number(first), to - MOST_MONTHS + 1);
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const at = from + index;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}
