import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeDocument } from '../../electron/image-details/artifact/describe-document';
import { unwrapped } from '../../electron/image-details/artifact/unwrapped';
import { readImageConfig } from '../../electron/image-details/parse/image-config';
import { viewManifest } from '../../electron/image-details/parse/manifest-view';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import { Artifact, ImageConfig, ShownManifest } from '../../shared/model/image-detail';
import { propertyRuns } from '../support/properties';

const hex = (digit: string): string => `sha256:${digit.repeat(64)}`;
const view = (json: unknown, mediaType = '') => viewManifest({ bytes: Buffer.from(JSON.stringify(json)), mediaType });
const part = (digit: string, rest: object = {}) => ({ mediaType: 'application/x', digest: hex(digit), size: 5, ...rest });
const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';

describe('a manifest', () => {
  test('is an index, an image, an artifact, a schema 1 image, or unknown', () => {
    expect(view({ manifests: [] }, OCI_INDEX).kind).toBe('index');
    expect(view({ manifests: [] }).kind).toBe('index');
    expect(view({ config: part('a', { mediaType: IMAGE_CONFIG }), layers: [] }, OCI_MANIFEST).kind).toBe('image');
    expect(view({ config: part('a'), layers: [] }, OCI_MANIFEST)).toMatchObject({ kind: 'artifact', artifactType: 'application/x' });
    expect(view({ config: part('a', { mediaType: 'application/vnd.oci.empty.v1+json' }), artifactType: 'text/spdx', layers: [] }).artifactType).toBe('text/spdx');
    expect(view({ schemaVersion: 1, fsLayers: [] }).kind).toBe('docker-v1');
    expect(view({ hello: 'there' }, 'application/vnd.example').kind).toBe('unknown');
    expect(viewManifest({ bytes: Buffer.from([0xff, 0, 1]), mediaType: 'application/x' }).kind).toBe('unknown');
  });

  test('keeps the good entries of an index and counts the others', () => {
    const read = view({ manifests: [part('a', { platform: { os: 'linux', architecture: 'arm', variant: 'v7' } }), { digest: 'nonsense' }, 7, part('b', { size: -1 })] }, OCI_INDEX);
    expect(read.entries).toEqual([{ mediaType: 'application/x', digest: hex('a'), size: 5, platform: 'linux/arm/v7' }]);
    expect(read.malformed).toBe(3);
  });

  test('names what it is about', () => {
    expect(view({ config: part('a'), layers: [], subject: part('c') }).subject).toBe(hex('c'));
  });

  test('looks at no more than a thousand entries', () => {
    expect(view({ manifests: Array.from({ length: 5000 }, () => part('a')) }, OCI_INDEX).entries).toHaveLength(1000);
  });
});

describe('a config', () => {
  const config = (run: object, rest: object = {}) => readImageConfig(JSON.stringify({ os: 'linux', architecture: 'amd64', config: run, ...rest }));

  test('marks what looks like a secret and says where it is', () => {
    const read = config(
      { Env: ['DB_PASSWORD=hunter22', 'PATH=/bin', 'AWS_KEY=AKIAIOSFODNN7EXAMPLE', 'EMPTY_TOKEN=', 'TOKEN_FILE=/run/secrets/t', 'BARE'], Labels: { 'api-key': 'abcdefgh' } },
      { history: [{ created_by: 'RUN echo hi' }, { created_by: '|1 GITHUB_TOKEN=abcdef123456 /bin/sh -c make' }] },
    );
    expect(read.env.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['DB_PASSWORD', 'AWS_KEY']);
    expect(read.secretHints).toEqual(['the variable DB_PASSWORD', 'the variable AWS_KEY', 'the label api-key', 'step 2 of the history']);
  });

  test('reads an old builder’s single line as a list of one', () => {
    expect(config({ Cmd: 'run me', Entrypoint: null })).toMatchObject({ cmd: ['run me'], entrypoint: [] });
  });

  test('takes a key called __proto__ for a label like any other', () => {
    const read = readImageConfig('{"config":{"Labels":{"__proto__":"x","a":"b"}}}');
    expect(Object.keys(read.labels).sort()).toEqual(['__proto__', 'a']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('leaves out what has another shape than it should', () => {
    expect(config({ Env: 'A=B', ExposedPorts: [1], Healthcheck: { Test: 7 }, Labels: ['x'] }, { created: 'yesterday', history: 'none' })).toMatchObject({ env: [], labels: {}, history: [] });
  });
});

describe('hostile JSON', () => {
  const bounded = (value: unknown): boolean => JSON.stringify(value).length < 1_000_000;

  test('never breaks the reading of manifests, configs or documents, and what comes out fits the contract', () => {
    const shaped = fc.record(
      Object.fromEntries(['manifests', 'config', 'layers', 'annotations', 'subject', 'mediaType', 'artifactType', 'schemaVersion', 'history', 'rootfs', 'os', 'architecture', 'predicate', 'predicateType', 'packages', 'spdxVersion', 'payload', 'payloadType', 'critical', 'components', 'bomFormat'].map((key) => [key, fc.jsonValue()])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(shaped, fc.jsonValue()), fc.string(), (json, mediaType) => {
        const read = view(json, mediaType);
        expect(bounded(read)).toBe(true);
        if (read.config !== undefined) ShownManifest.shape.config.parse(read.config);
        ImageConfig.parse(readImageConfig(JSON.stringify(json)));
        const described = describeDocument(unwrapped(json).document);
        expect(bounded(described)).toBe(true);
        Artifact.shape.files.element.pick({ facts: true, packages: true, packageTotal: true }).parse(described);
      }),
      propertyRuns('hostile manifests', { short: 300, long: 20_000 }),
    );
  });

  test('never breaks the reading of a config’s inside', () => {
    const run = fc.record(
      Object.fromEntries(['Env', 'Cmd', 'Entrypoint', 'Labels', 'ExposedPorts', 'Volumes', 'Healthcheck', 'User', 'OnBuild'].map((key) => [key, fc.jsonValue()])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(run, fc.array(fc.jsonValue()), (config, history) => {
        ImageConfig.parse(readImageConfig(JSON.stringify({ config, history })));
      }),
      propertyRuns('hostile configs', { short: 300, long: 20_000 }),
    );
  });
});

describe('an envelope', () => {
  const statement = { predicateType: 'https://slsa.dev/provenance/v0.2', subject: [{ name: 'x', digest: { sha256: 'ab' } }], predicate: { builder: { id: 'me' } } };

  test('is taken off, and that nobody verified it is said', () => {
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    const dsse = { payloadType: 'application/vnd.in-toto+json', payload, signatures: [{}, {}] };
    for (const json of [dsse, { dsseEnvelope: dsse }]) {
      expect(unwrapped(json).document).toEqual(statement);
      expect(unwrapped(json).note).toMatch(/2 signatures, which Berth does not verify/);
    }
    expect(describeDocument(unwrapped(dsse).document).facts).toContainEqual({ term: 'Built by', value: 'me' });
  });

  test('of Notation says what digest was signed', () => {
    const payload = Buffer.from(JSON.stringify({ targetArtifact: { digest: hex('a') } })).toString('base64url');
    expect(describeDocument(unwrapped({ payload, protected: 'x', signature: 'y' }).document).facts).toEqual([{ term: 'Signed digest', value: hex('a') }]);
  });

  test('that holds no JSON is left as it is', () => {
    expect(unwrapped({ payloadType: 'x', payload: '!!!' }).document).toEqual({ payloadType: 'x', payload: '!!!' });
  });
});
