import { expect } from 'vitest';
import { requires } from '../support/capabilities';
import { launchBerth } from '../support/launch-berth';

requires('display').describe('the first run', () => {
  requires().test('offers the sandbox and a profile of one’s own', async () => {
    const berth = await launchBerth();
    try {
      await berth.page.getByRole('button', { name: 'Start the sandbox' }).waitFor();
      await berth.page.getByRole('button', { name: 'Add profile' }).waitFor();
      expect(berth.complaints).toEqual([]);
    } finally {
      await berth.close();
    }
  });
});
