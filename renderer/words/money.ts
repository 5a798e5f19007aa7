const format = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const [WHOLE, CENTS] = [format(0), format(2)];

/** A sum in US dollars as a person reads it: `$0.04`, `$12.30`, `$1,240`; `<$0.01` for what is not nothing. */
export function dollars(sum: number): string {
  if (sum > 0 && sum < 0.005) return '<$0.01';
  return `$${(Math.abs(sum) >= 1000 ? WHOLE : CENTS).format(sum)}`;
}
