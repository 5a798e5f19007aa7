import { describe, test } from 'vitest';
import { reasonToSkip, type Capability } from './machine';

/** `describe` and `test` of a suite that needs something of the machine. */
export interface Requires {
  describe(name: string, body: () => void): void;
  /** `timeout` in milliseconds */
  test(name: string, body: () => Promise<void> | void, timeout?: number): void;
}

/**
 * `requires('docker', 'skopeo').describe('…', () => …)`: runs where the machine has it all; elsewhere every test
 * inside is counted as skipped, and the name carries the reason.
 */
export const requires = (...capabilities: readonly Capability[]): Requires => {
  const reason = reasonToSkip(...capabilities);
  const skip = reason !== undefined;
  const named = (name: string): string => (skip ? `${name} [skipped, ${reason}]` : name);
  return {
    describe: (name, body) => void describe.skipIf(skip)(named(name), body),
    test: (name, body, timeout) => test.skipIf(skip)(named(name), body, timeout),
  };
};
