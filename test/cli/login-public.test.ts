import { expect, test } from 'vitest';
import type { CliServices } from '../../electron/cli/services';
import type { Session } from '../../shared/model/session';
import { errorOf, run } from './run-cli';

const own: Session = { profile: 'dev', region: 'us-east-1', status: 'signed-in', host: '111122223333.dkr.ecr.us-east-1.amazonaws.com' };
const shared: Session = { profile: 'dev', region: 'us-east-1', status: 'signed-in', host: 'public.ecr.aws', public: true };

function sessions(): { calls: string[]; services: Partial<CliServices> } {
  const calls: string[] = [];
  const note = (call: string) => Promise.resolve(void calls.push(call));
  return {
    calls,
    services: {
      sessions: {
        state: () => ({ sessions: [own, shared], aws: [] }),
        signIn: () => note('signIn'),
        signInAll: () => note('signInAll'),
        signInPublic: (profile) => note(`signInPublic ${profile}`),
        signOut: () => note('signOut'),
        signOutPublic: () => note('signOutPublic'),
        signOutAll: () => note('signOutAll'),
      },
    },
  };
}

test('“login --public” signs in to ECR Public with a profile and shows that sign-in alone', async () => {
  const { calls, services } = sessions();
  const { stdout } = await run(['login', '--public', '--profile', 'dev', '--json'], { services });
  expect(calls).toEqual(['signInPublic dev']);
  expect(JSON.parse(stdout)).toEqual([shared]);
});

test('“logout --public” leaves the profile’s own registries signed in', async () => {
  const { calls, services } = sessions();
  await run(['logout', '--public'], { services });
  expect(calls).toEqual(['signOutPublic']);
});

test('“login” is about the profile’s own registries, not about ECR Public', async () => {
  const { services } = sessions();
  const { stdout } = await run(['login', '--profile', 'dev', '--json'], { services });
  expect(JSON.parse(stdout)).toEqual([own]);
});

test('all registries and ECR Public are not asked for at once', async () => {
  const { calls, services } = sessions();
  const { stdout } = await run(['login', '--all', '--public', '--json'], { services });
  expect([errorOf(stdout).code, calls]).toEqual(['invalid-input', []]);
});
