import { expect, test } from 'vitest';
import { isAllowedLink } from '../../../electron/shell/window/links';
import { consoleUrl, galleryUrl } from '../../../shared/ecr/console-url';

const place = { accountId: '111122223333', region: 'eu-central-1', name: 'team/api' };
const digest = `sha256:${'ab'.repeat(32)}`;

test('a repository has its page in the console of its region', () => {
  expect(consoleUrl(place)).toBe('https://eu-central-1.console.aws.amazon.com/ecr/repositories/private/111122223333/team/api?region=eu-central-1');
});
test('an image is shown by its digest', () => {
  expect(consoleUrl({ ...place, digest })).toBe(`https://eu-central-1.console.aws.amazon.com/ecr/repositories/private/111122223333/team/api/_/image/${digest}/details?region=eu-central-1`);
});
test('a public repository is in the one region of ECR Public, whatever region it was asked through', () => {
  expect(consoleUrl({ ...place, registry: 'public' })).toContain('https://us-east-1.console.aws.amazon.com/ecr/repositories/public/');
});
test.each([
  ['cn-north-1', 'console.amazonaws.cn'],
  ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'console.amazonaws-eusc.eu'],
])('the console of %s is in its own partition', (region, host) => {
  expect(new URL(consoleUrl({ ...place, region }) ?? '').hostname).toBe(`${region}.${host}`);
});
test('every page it names may be opened by the shell', () => {
  for (const region of ['eu-central-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1']) expect(isAllowedLink(consoleUrl({ ...place, region, digest }) ?? '')).toBe(true);
  expect(isAllowedLink(galleryUrl({ host: 'public.ecr.aws', name: 'nginx/nginx' }) ?? '')).toBe(true);
});
test('no page is named for a partition that has none in reach, nor for a region that is none', () => {
  expect(consoleUrl({ ...place, region: 'us-iso-east-1' })).toBeUndefined();
  expect(consoleUrl({ ...place, region: 'evil.example/' })).toBeUndefined();
});
test('a name cannot leave its place in the address', () => {
  expect(consoleUrl({ ...place, name: 'a?b#c' })).toContain('/111122223333/a%3Fb%23c?region=');
});
