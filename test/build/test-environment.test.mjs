import { expect, test } from 'vitest';
import { readsEndpoints } from '../../build/test-environment.mjs';

test.each([
  ['aws-cli/1.45.11 Python/3.11.2 Linux/6.1 botocore/1.43.11', true],
  ['aws-cli/1.29.0 Python/3.9', true],
  ['aws-cli/1.28.9 Python/3.9', false],
  ['aws-cli/2.9.19 Python/3.11.2 Linux/6.1 source/x86_64.debian.12 prompt/off', false],
  ['aws-cli/2.13.0 Python/3.11.4', true],
  ['aws-cli/2.31.4 Python/3.13', true],
  ['aws-cli/3.0.0', true],
  ['', false],
])('“%s” reads endpoint_url from its files: %s', (version, reads) => {
  expect(readsEndpoints(version)).toBe(reads);
});
