import { describe, expect, test } from 'vitest';
import { formatImageReference, parseImageReference, parseRepositoryName } from '../../../shared/ecr/image-reference';

describe('Docker Hub’s names', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis:7', 'docker.io/bitnami/redis:7'],
    ['docker.io/nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['docker.io/library/nginx', 'docker.io/library/nginx'],
    ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
    ['registry-1.docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
    ['registry.hub.docker.com/library/nginx:1', 'docker.io/library/nginx:1'],
    ['Docker.IO/library/nginx', 'docker.io/library/nginx'],
  ])('%s means %s', (text, full) => {
    expect(formatImageReference(parseImageReference(text))).toBe(full);
  });
});

test.each([
  ['localhost/app', 'localhost', 'app'],
  ['localhost:5000/app', 'localhost:5000', 'app'],
  ['ghcr.io/owner/app', 'ghcr.io', 'owner/app'],
  ['111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/app', '111122223333.dkr.ecr.eu-central-1.amazonaws.com', 'team/app'],
])('%s is a repository of %s', (text, host, repository) => {
  expect(parseRepositoryName(text)).toEqual({ host, repository });
});

test.each(['ghcr.io/owner/app:v1', `nginx@sha256:${'a'.repeat(64)}`, 'https://ghcr.io/owner/app', 'ghcr.io/Owner/app', 'ghcr.io/', ''])('“%s” is no name of a repository', (text) => {
  expect(() => parseRepositoryName(text)).toThrow(expect.objectContaining({ code: 'invalid-reference' }) as Error);
});
