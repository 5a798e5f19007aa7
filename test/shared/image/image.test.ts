import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactKind, manifestName } from '../../../shared/image/artifact-kinds';
import { commandLooksSecret, looksSecret, maskCommand } from '../../../shared/image/looks-secret';
import { safeLink } from '../../../shared/image/safe-link';
import { standardFacts } from '../../../shared/image/standard-annotations';
import { artifactSnippets, pullSnippets, useSnippets, type SnippetSubject } from '../../../shared/image/use-snippets';
import { propertyRuns } from '../../support/properties';

describe('links from an image', () => {
  test.each(['https://github.com/a/b', 'https://docs.example.com/x?y=1#z'])('%s is one', (text) => expect(safeLink(text)).toBe(text));
  test.each([
    'http://github.com/a', 'javascript:alert(1)', 'https://github.com@evil.example/', 'https://evil.example:8443/', 'file:///etc/passwd', 'https://localhost/x', 'https://10.0.0.1/', 'https://a.b/ c',
    'https://github.com\\@evil.example', 'https://xn--/', 'https://github.com/\u202egpj', 'smb://host/share', `https://github.com/${'a'.repeat(3000)}`, '',
  ])('%s is none', (text) => expect(safeLink(text)).toBeUndefined());

  test('never lead anywhere but to https, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map((rest) => `https://github.com${rest}`)), (text) => {
        const link = safeLink(text);
        if (link === undefined) return;
        const url = new URL(link);
        expect([url.protocol, url.port, url.username, url.password]).toEqual(['https:', '', '', '']);
      }),
      propertyRuns('links', { short: 1000, long: 100_000 }),
    );
  });
});

describe('standard facts', () => {
  const key = (name: string): string => `org.opencontainers.image.${name}`;

  test('come in their order, the nearest source first, the revision with its page at the source', () => {
    const found = standardFacts({ [key('version')]: '2' }, { [key('version')]: '1', [key('source')]: 'git@github.com:a/b.git', [key('revision')]: 'abcdef1', 'org.label-schema.name': 'Old' });
    expect(found.map(({ label, value, link }) => [label, value, link])).toEqual([
      ['Title', 'Old', undefined],
      ['Version', '2', undefined],
      ['Revision', 'abcdef1', 'https://github.com/a/b/commit/abcdef1'],
      ['Source', 'git@github.com:a/b.git', 'https://github.com/a/b'],
    ]);
  });

  test('make no link of a hostile source', () => {
    const found = standardFacts({ [key('source')]: 'javascript:alert(1)', [key('url')]: 'https://user@evil.example/', [key('revision')]: 'abcdef1' });
    expect(found.every(({ link }) => link === undefined)).toBe(true);
  });
});

describe('what looks like a secret', () => {
  test.each([['DB_PASSWORD', 'x1y2z3'], ['GITHUB_TOKEN', 'abc123'], ['STRIPE_SECRET_KEY', 'abc123'], ['DATABASE_URL', 'postgres://app:s3cret@db/app'], ['ANYTHING', 'AKIAIOSFODNN7EXAMPLE']])('%s=%s does', (name, value) =>
    expect(looksSecret(name, value)).toBe(true));
  test.each([['PATH', '/bin'], ['PWD', '/app'], ['DB_PASSWORD', ''], ['DB_PASSWORD', '$DB_PASSWORD'], ['TOKEN_URL', 'https://x.example/t'], ['SECRET_FILE', '/run/s'], ['KEYBOARD', 'us'], ['AUTHOR', 'Ada'], ['PASSENGER_APP_ENV', 'production']])(
    '%s=%s does not', (name, value) => expect(looksSecret(name, value)).toBe(false));

  test('is covered in a step of the history, and the rest of the step stays', () => {
    const step = '|2 NPM_TOKEN=abc123def NODE=22 /bin/sh -c npm ci';
    expect(commandLooksSecret(step)).toBe(true);
    expect(maskCommand(step)).toBe('|2 NPM_TOKEN=•••••••• NODE=22 /bin/sh -c npm ci');
  });

  test('is covered to its end where it is a key', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\\nMIIEow\\nabc\\n-----END RSA PRIVATE KEY-----';
    expect(maskCommand(`RUN echo "${key}" > /k && chmod 600 /k`)).toBe('RUN echo "••••••••" > /k && chmod 600 /k');
    expect(maskCommand('RUN echo -----BEGIN PRIVATE KEY----- MIIEow')).toBe('RUN echo ••••••••');
  });

  test('is looked for in a moment, however long the text', () => {
    expect(commandLooksSecret('a='.repeat(200_000))).toBe(false);
    expect(looksSecret('x'.repeat(100_000), 'y'.repeat(1_000_000))).toBe(false);
  });
});

describe('artifacts', () => {
  test.each([
    [{ mediaType: '', artifactType: 'application/spdx+json' }, 'SBOM (SPDX)'],
    [{ mediaType: '', artifactType: 'application/vnd.cyclonedx+json' }, 'SBOM (CycloneDX)'],
    [{ mediaType: '', artifactType: 'application/vnd.cncf.notary.signature' }, 'Signature (Notation)'],
    [{ mediaType: 'm', tag: 'sha256-a.sig' }, 'Signature (cosign)'],
    [{ mediaType: 'm', annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' } }, 'Provenance (SLSA)'],
    [{ mediaType: '', artifactType: 'application/vnd.cncf.helm.config.v1+json' }, 'Helm chart'],
    [{ mediaType: '', artifactType: 'application/vnd.wasm.config.v0+json' }, 'WebAssembly module'],
    [{ mediaType: 'application/x-own' }, 'application/x-own'],
  ])('%o is called %s', (known, name) => expect(artifactKind(known).name).toBe(name));

  test('keep their own type as name when it is not known', () => {
    expect(manifestName({ kind: 'artifact', artifactType: 'application/vnd.acme.rocket', mediaType: '' })).toBe('application/vnd.acme.rocket');
  });
});

describe('snippets', () => {
  const subject: SnippetSubject = { reference: '1.dkr.example/team/web:2', host: '1.dkr.example', repository: 'team/web', tag: '2', profile: "ada's profile", region: 'eu-central-1', isPublic: false, ports: ['8080/tcp', '53/udp', 'nonsense', '99999'], platform: 'linux/arm64' };
  const text = (snippets: { key: string; text: string }[], key: string): string => snippets.find((one) => one.key === key)?.text ?? '';

  test('sign in before a pull, with the profile as a word of the shell', () => {
    expect(text(pullSnippets(subject), 'docker')).toContain(`--profile 'ada'\\''s profile' | docker login`);
    expect(text(pullSnippets({ ...subject, isPublic: true }), 'docker')).toBe('docker pull 1.dkr.example/team/web:2');
  });

  test('publish the ports that the image exposes, and no others', () => {
    expect(text(useSnippets(subject), 'run')).toContain('-p 8080:8080 \\\n  -p 53:53/udp');
    expect(text(useSnippets(subject), 'kubernetes')).toContain('containerPort: 53\n              protocol: UDP');
    const task = JSON.parse(text(useSnippets(subject), 'ecs')) as { runtimePlatform: unknown; containerDefinitions: { portMappings: unknown }[] };
    expect(task.runtimePlatform).toEqual({ cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' });
    expect(task.containerDefinitions[0]?.portMappings).toEqual([{ containerPort: 8080, protocol: 'tcp' }, { containerPort: 53, protocol: 'udp' }]);
  });

  test('install a chart by its name and version', () => {
    expect(text(artifactSnippets({ ...subject, tag: '1.0.0_build.1' }, 'chart'), 'helm')).toContain('helm install web oci://1.dkr.example/team/web --version 1.0.0+build.1');
  });
});
