/** Columns of numbers that grow. */

type Numbers = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** A wider column with the same numbers, when `index` does not fit; the column itself when it does. */
export function roomFor<C extends Numbers>(column: C, index: number): C {
  if (index < column.length) return column;
  const wide = new (column.constructor as new (length: number) => C)(Math.max(index + 1, column.length * 2));
  wide.set(column);
  return wide;
}
