import type { AgeBand, Overview, OverviewGroup } from '../../../shared/model/overview/overview';
import { bytes, count, counted } from '../../words/sizes';
import type { ChartColumn } from './chart-table';

/** US dollars as an estimate is read: `$1,204`, `$12.40`, `$0.03`, `<$0.01`. */
export function dollars(amount: number): string {
  if (amount > 0 && amount < 0.01) return '<$0.01';
  const digits = amount >= 100 || amount === 0 ? 0 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** `38 %`; what is there is never 0 %, and what is missing never 100 %. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const share = (part / whole) * 100;
  if (share < 1) return '<1 %';
  return share > 99 && part < whole ? '>99 %' : `${Math.round(share)} %`;
}

/** How far the index is, where it is not all; otherwise nothing. */
export function coverageWords({
  repositories,
  read,
  failedSources,
}: Overview['coverage']): string | undefined {
  const parts = [
    ...(read < repositories
      ? [`Images of ${count(read)} of ${counted(repositories, 'repository', 'repositories')} read so far`]
      : []),
    ...(failedSources > 0 ? [`${counted(failedSources, 'registry', 'registries')} could not be read`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join('; ')}. The numbers are of what is known.`;
}

export const groupColumns = (what: string): ChartColumn<OverviewGroup>[] => [
  { label: what, text: ({ label }) => label },
  {
    label: 'Repositories',
    number: true,
    text: ({ repositories }) => count(repositories),
    plain: ({ repositories }) => repositories,
  },
  { label: 'Images', number: true, text: ({ images }) => count(images), plain: ({ images }) => images },
  { label: 'Storage', number: true, text: (group) => bytes(group.bytes), plain: (group) => group.bytes },
  {
    label: 'A month',
    number: true,
    text: ({ monthlyCost }) => dollars(monthlyCost),
    plain: ({ monthlyCost }) => monthlyCost.toFixed(2),
  },
];

export const bandColumns = (what: string): ChartColumn<AgeBand>[] => [
  { label: what, text: ({ label }) => label },
  { label: 'Images', number: true, text: ({ images }) => count(images), plain: ({ images }) => images },
  { label: 'Storage', number: true, text: (band) => bytes(band.bytes), plain: (band) => band.bytes },
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `2026-08` → `Aug 2026`. */
export const monthName = (month: string): string =>
  `${MONTHS[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;

/** `2026-08-03` → `3 Aug 2026`. */
export const dayName = (day: string): string => `${Number(day.slice(8, 10))} ${monthName(day)}`;
