import { expect, test } from 'vitest';
import { run } from './run-cli';

const identities = { introduce: async (profile: string) => ({ profile, accountId: '111122223333', accountAlias: 'harbour', arn: 'arn:aws:iam::111122223333:user/ada', userId: 'A', partition: 'aws' }) };
const permissions = {
  probe: async (scope: { profile: string; region: string }) => ({ ...scope, capabilities: [{ capability: 'push' as const, verdict: 'denied' as const, reason: 'ecr:CompleteLayerUpload is not allowed.' }] }),
};

test('berth whoami names the account by its alias too', async () => {
  expect((await run(['whoami'], { services: { identities } })).stdout).toBe('arn:aws:iam::111122223333:user/ada\naccount 111122223333 (harbour), profile dev\n');
});

test('berth whoami --permissions says what the profile may do in its region, or in the one named', async () => {
  const { stdout } = await run(['whoami', '--permissions'], { services: { identities, permissions } });
  expect(stdout).toMatch(/\nIn eu-central-1:\nMAY +VERDICT +HOW IT IS KNOWN\npush +denied +ecr:CompleteLayerUpload is not allowed\.\n$/);
  const { stdout: json } = await run(['whoami', '--permissions', '--region', 'us-east-1', '--json'], { services: { identities, permissions } });
  expect(JSON.parse(json)).toMatchObject({ accountAlias: 'harbour', permissions: { region: 'us-east-1', capabilities: [{ capability: 'push', verdict: 'denied' }] } });
});
