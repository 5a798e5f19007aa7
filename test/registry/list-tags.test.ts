import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { RegistryClient } from '../../electron/registry/registry-client';
import { noSleep } from './access';

const never = new AbortController().signal;
const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** Tags of a registry that answers so; what it was asked. */
async function tagsOf(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ tags: Promise<string[]>; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => (asked.push(request.url ?? ''), answer(request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new RegistryClient({ host: `127.0.0.1:${(server.address() as AddressInfo).port}`, authorization: () => Promise.resolve(undefined), sleep: noSleep, random: () => 0 });
  open.push(client, { close: () => (server.closeAllConnections(), server.close()) });
  const tags = client.repository('team/app').tags(never);
  tags.catch(() => undefined);
  return { tags, asked };
}
const page = (response: ServerResponse, tags: unknown, link?: string): void => void response.writeHead(200, link === undefined ? {} : { link: `<${link}>; rel="next"` }).end(JSON.stringify({ name: 'team/app', tags }));

test('tags are read page by page as the registry leads on', async () => {
  const { tags, asked } = await tagsOf(({ url = '' }, response) => (url.includes('last=b') ? page(response, ['c']) : page(response, ['a', 'b'], '/v2/team/app/tags/list?n=2&last=b')));
  expect(await tags).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['/v2/team/app/tags/list?n=1000', '/v2/team/app/tags/list?n=2&last=b']);
});

test('a repository without tags has none, and what is no tag is left out', async () => {
  expect(await (await tagsOf((_request, response) => page(response, null))).tags).toEqual([]);
  expect(await (await tagsOf((_request, response) => page(response, ['ok', '../../etc', 'a b', '']))).tags).toEqual(['ok']);
});

test('pages that go round in a circle come to an end', async () => {
  const { tags, asked } = await tagsOf((_request, response) => page(response, ['a'], '/v2/team/app/tags/list?last=a'));
  expect(await tags).toEqual(['a']);
  expect(asked).toHaveLength(2);
});

test('a page on another host is not asked for', async () => {
  const { tags, asked } = await tagsOf((_request, response) => page(response, ['a'], 'http://127.0.0.1:9/v2/team/app/tags/list'));
  expect(await tags).toEqual(['a']);
  expect(asked).toHaveLength(1);
});

test('a repository that is not there, and a list that is none, are said so', async () => {
  const gone = await tagsOf((_request, response) => void response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}'));
  await expect(gone.tags).rejects.toMatchObject({ code: 'repository-not-found' });
  const strange = await tagsOf((_request, response) => void response.end('<html>'));
  await expect(strange.tags).rejects.toMatchObject({ code: 'registry-failed' });
});
