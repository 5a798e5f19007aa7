import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FRAME } from '../../electron/shell/window/background';

test('the colours behind the page are the page’s own, light first', () => {
  const tokens = readFileSync(join(__dirname, '../../renderer/ui/styles/tokens.css'), 'utf8');
  expect([...tokens.matchAll(/--frame: (#\w+);/g)].map(([, colour]) => colour)).toEqual([FRAME.light, FRAME.dark]);
});
