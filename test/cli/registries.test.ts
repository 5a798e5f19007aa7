import { expect, test } from 'vitest';
import { RegistryMap } from '../../electron/docker-auth/registries/registry-map';
import type { RegistryAssignment, RegistryRule } from '../../shared/model/docker-config';
import { errorOf, run } from './run-cli';

const assignment = (host: string): RegistryAssignment => ({ host, profile: 'dev', region: 'eu-central-1', because: 'rule', reason: 'The rule “*” names profile dev.' });
const directory = {
  identityFor: () => Promise.reject(new Error('nobody asks')),
  explain: async (host: string) => assignment(host),
  assignments: async () => [assignment('a.example'), assignment('b.example')],
};
function mapOf(rules: RegistryRule[]) {
  const settings = { current: () => ({ registryRules: rules }), setRegistryRules: async (next: RegistryRule[]) => void (rules = next) };
  return new RegistryMap({ settings, profiles: { definitions: () => [{ name: 'dev' }] } });
}

test('berth registries lists each registry with its profile and why; with a host, that one alone', async () => {
  const { stdout } = await run(['registries'], { services: { directory } });
  expect(stdout).toMatch(/^REGISTRY +PROFILE .*WHY\na\.example +dev +eu-central-1 .*The rule “\*” names profile dev\.\nb\.example/);
  const one = await run(['registries', 'c.example', '--json'], { services: { directory } });
  expect(JSON.parse(one.stdout)).toEqual([assignment('c.example')]);
});

test('a repository of ECR Public is never taken for one of the account’s own', async () => {
  const { status, stdout } = await run(['repo', 'delete', 'public.ecr.aws/team/web', '--json'], { services: { directory } });
  expect([status, errorOf(stdout).code]).toEqual([1, 'unsupported']);
});

test('berth registries map, rules and unmap change the map and show it', async () => {
  const registryMap = mapOf([]);
  const services = { registryMap };
  expect((await run(['registries', 'map', '*.Example', 'dev'], { services })).stdout).toBe('PATTERN    PROFILE\n*.example  dev\n');
  expect(JSON.parse((await run(['registries', 'rules', '--json'], { services })).stdout)).toEqual([{ pattern: '*.example', profile: 'dev' }]);
  expect((await run(['registries', 'unmap', '*.example'], { services })).stdout).toMatch(/^There are no rules/);
});

test('berth registries map names a profile that is not there, and changes nothing', async () => {
  const registryMap = mapOf([]);
  const { status, stdout } = await run(['registries', 'map', '*', 'gone', '--json'], { services: { registryMap } });
  expect([status, errorOf(stdout)]).toEqual([1, { code: 'profile-not-found', message: 'The rule “*” names profile gone, which does not exist.', hint: 'Choose one of: dev.' }]);
  expect(registryMap.rules()).toEqual([]);
});
