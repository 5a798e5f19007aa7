import { expect, test } from 'vitest';
import { proxyFor } from '../../../electron/registry/wire/proxy';

const env = { HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: 'internal.example, .corp.example ,10.0.0.7:5000' };

test.each([
  ['https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/v2/', 'http://proxy.example:3128/'],
  ['https://internal.example/v2/', undefined],
  ['https://deep.internal.example/v2/', undefined],
  ['https://notinternal.example/v2/', 'http://proxy.example:3128/'],
  ['https://a.corp.example/v2/', undefined],
  ['https://10.0.0.7:5000/v2/', undefined],
  ['https://10.0.0.7:5001/v2/', 'http://proxy.example:3128/'],
  ['http://plain.example/v2/', undefined],
  ['https://127.0.0.1:8443/v2/', undefined],
  ['https://localhost/v2/', undefined],
  ['https://[::1]:5000/v2/', undefined],
])('%s goes through %s', (url, proxy) => {
  expect(proxyFor(new URL(url), env)?.href).toBe(proxy);
});

test('lower case counts, a bare host is http, “*” excepts everything, and what is no http proxy is none', () => {
  const url = new URL('https://registry.example/');
  expect(proxyFor(url, { https_proxy: 'proxy:8080' })?.href).toBe('http://proxy:8080/');
  expect(proxyFor(url, { ...env, NO_PROXY: '*' })).toBeUndefined();
  expect(proxyFor(url, { HTTPS_PROXY: 'socks5://proxy:1080' })).toBeUndefined();
  expect(proxyFor(url, { HTTPS_PROXY: 'http://:::' })).toBeUndefined();
});
