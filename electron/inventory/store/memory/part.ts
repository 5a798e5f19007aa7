import type { ReadColumns, TextReading } from './column';

/**
 * A part of the catalogue that is read when it is asked for, or a piece at a time before. What is written while it is being read is remembered:
 * a piece that was read already may not have it.
 */
export class Part<T> {
  readonly #begin: () => TextReading;
  readonly #make: (read: ReadColumns) => T;
  #reading: TextReading | undefined;
  #value: T | undefined;
  #late = new Set<number>();

  constructor(begin: () => TextReading, make: (read: ReadColumns) => T) {
    this.#begin = begin;
    this.#make = make;
  }

  /** Undefined while it has not been read to its end. */
  get known(): T | undefined {
    return this.#value;
  }

  /** Repositories were written to. */
  touch(ids: readonly number[]): void {
    if (this.#reading !== undefined) for (const id of ids) this.#late.add(id);
  }

  /** Reads a piece; false when all of it is there. */
  step(): boolean {
    if (this.#value !== undefined) return false;
    this.#reading ??= this.#begin();
    if (!this.#reading.step()) this.finish();
    return true;
  }

  finish(): T {
    if (this.#value !== undefined) return this.#value;
    const value = (this.#value = this.#make((this.#reading ?? this.#begin()).all()));
    this.#reading = undefined;
    return value;
  }

  /** Those that were written to while it was read; told once. */
  takeLate(): number[] {
    const late = this.#value === undefined ? [] : [...this.#late];
    if (late.length > 0) this.#late = new Set();
    return late;
  }
}
