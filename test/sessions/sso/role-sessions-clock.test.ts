import { expect, test } from 'vitest';
import { RoleSessions } from '../../../electron/sessions/sso/portal/role-sessions';

const HOUR = 3_600_000;

test('role credentials are asked for anew when the clock was set back: nobody knows how much of them is left', async () => {
  let now = Date.parse('2026-01-02T12:00:00Z');
  let asked = 0;
  const roles = new RoleSessions(() => now);
  const get = () =>
    roles.get({ session: 'corp', role: '111122223333/dev' }, () => {
      asked += 1;
      return Promise.resolve({ accessKeyId: `key${asked}`, secretAccessKey: 'x', expiration: new Date(now + HOUR) });
    });
  await get();
  now += HOUR / 2;
  expect((await get()).accessKeyId).toBe('key1');
  now -= 24 * HOUR;
  expect((await get()).accessKeyId).toBe('key2');
});
