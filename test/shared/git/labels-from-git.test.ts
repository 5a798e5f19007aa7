import { expect, test } from 'vitest';
import { labelsFromGit } from '../../../shared/git/labels-from-git';
import { webAddressOf } from '../../../shared/git/web-address';
import type { GitState } from '../../../shared/model/moving/push-source';

const revision = '0123456789abcdef0123456789abcdef01234567';
const state = (over: Partial<GitState> = {}): GitState => ({ revision, branch: 'main', tags: [], dirty: false, committedAt: '2026-11-20T09:00:00Z', ...over });

test('a clean commit with a version tag fills revision, source, version and date', () => {
  expect(labelsFromGit(state({ tags: ['nightly', 'v1.2.3'], remote: 'https://git.example.com/team/app' }))).toEqual({
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.source': 'https://git.example.com/team/app',
    'org.opencontainers.image.version': '1.2.3',
    'org.opencontainers.image.created': '2026-11-20T09:00:00Z',
  });
});

test('a tree with changes claims neither version nor date, and marks its revision', () => {
  expect(labelsFromGit(state({ tags: ['v1.2.3'], dirty: true }))).toEqual({ 'org.opencontainers.image.revision': `${revision}-dirty` });
});

test.each([
  ['https://git.example.com/team/app.git', 'https://git.example.com/team/app'],
  ['https://me:token@git.example.com:8443/team/app/', 'https://git.example.com:8443/team/app'],
  ['https://token@git.example.com/team/app?private_token=x#y', 'https://git.example.com/team/app'],
  ['http://git.local/team/app', 'http://git.local/team/app'],
  ['git@git.example.com:team/app.git', 'https://git.example.com/team/app'],
  ['git.example.com:team/app', 'https://git.example.com/team/app'],
  ['ssh://git@git.example.com:2222/team/app.git', 'https://git.example.com/team/app'],
  ['git://git.example.com/team/app', 'https://git.example.com/team/app'],
  ['git@ssh.dev.azure.com:v3/org/project/app', 'https://dev.azure.com/org/project/_git/app'],
  ['codecommit::eu-central-1://dev@app', 'https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/app'],
  ['ssh://APKAEXAMPLE@git-codecommit.eu-central-1.amazonaws.com/v1/repos/app', 'https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/app'],
  ['/home/me/app', undefined],
  ['../app', undefined],
  ['C:\\Users\\me\\app', undefined],
  ['C:/Users/me/app', undefined],
  ['file:///home/me/app.git', undefined],
  ['ext::sh -c evil', undefined],
  ['javascript://git.example.com/%0aalert(1)', undefined],
  ['https://git.example.com', undefined],
  ['', undefined],
])('the remote %j is %j on the web', (remote, address) => {
  expect(webAddressOf(remote)).toBe(address);
});
