/** Numbers that follow from a seed alone: no state, so any image of the estate can be made without those before it. */

/** 32 bits that depend on every one of `parts`, in their order. */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** From 0 up to, but not including, 1. */
export const share = (...parts: readonly number[]): number => mix(...parts) / 4_294_967_296;

export const oneOf = <T>(values: readonly T[], ...parts: readonly number[]): T => values[mix(...parts) % values.length] as T;

/** A digest that looks like any other and is that of nothing: 64 hex digits. */
export function inventedDigest(one: number, other: number): string {
  const bytes = Buffer.allocUnsafe(32);
  const start = mix(one, other);
  for (let word = 0; word < 8; word += 1) bytes.writeUInt32LE(Math.imul(start ^ (word * 0x9e3779b1), 0x85ebca6b) >>> 0, word * 4);
  return `sha256:${bytes.toString('hex')}`;
}
