/** A sum in US dollars as a person reads it: `$0.04`, `$12.30`, `$1,240`; `<$0.01` for what is not nothing. */
export function dollars(sum: number): string {
  if (sum > 0 && sum < 0.005) return '<$0.01';
  const digits = Math.abs(sum) >= 1000 ? 0 : 2;
  return `$${sum.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
