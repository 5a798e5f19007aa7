/** An image as a careful pipeline leaves it: two platforms with attestations, an SBOM, signatures; and one mistake, a secret in its environment. */
import { createPrivateKey, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { OCI_INDEX, OCI_MANIFEST, type SeedDescriptor, type SeedShelf, sha256, tarOf } from './seed-blobs';

const SOURCE = 'https://github.com/example/storefront';
const REVISION = '4f1c2b7d9a0e3c5b8f6d1e2a3b4c5d6e7f8091a2';
const CREATED = '2026-11-12T08:30:00Z';
const EMPTY = { mediaType: 'application/vnd.oci.empty.v1+json', digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', size: 2 };
const PACKAGES: readonly [name: string, version: string, license: string][] = [
  ['alpine-baselayout', '3.6.8-r1', 'GPL-2.0-only'], ['busybox', '1.37.0-r9', 'GPL-2.0-only'], ['ca-certificates-bundle', '20241121-r1', 'MPL-2.0'],
  ['libcrypto3', '3.3.3-r0', 'Apache-2.0'], ['libssl3', '3.3.3-r0', 'Apache-2.0'], ['musl', '1.2.5-r9', 'MIT'], ['nodejs', '22.13.1-r0', 'MIT'],
  ['express', '4.21.2', 'MIT'], ['pg', '8.13.1', 'MIT'], ['pino', '9.6.0', 'MIT'], ['undici', '7.2.3', 'MIT'], ['zod', '4.1.5', 'MIT'], ['zlib', '1.3.1-r2', 'Zlib'],
];

export async function seedStorefront(shelf: SeedShelf): Promise<void> {
  const entries: object[] = [];
  const attested: object[] = [];
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    const [os, architecture] = platform.split('/');
    const image = await platformImage(shelf, platform);
    entries.push({ ...image, platform: { architecture, os } });
    attested.push({
      ...(await attestations(shelf, image)),
      annotations: { 'vnd.docker.reference.digest': image.digest, 'vnd.docker.reference.type': 'attestation-manifest' },
      platform: { architecture: 'unknown', os: 'unknown' },
    });
  }
  const annotations = { 'org.opencontainers.image.source': SOURCE, 'org.opencontainers.image.revision': REVISION, 'org.opencontainers.image.version': '3.2.0', 'org.opencontainers.image.licenses': 'Apache-2.0' };
  const index = shelf.manifest({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...entries, ...attested], annotations }, '3.2.0', 'latest');
  await shelf.blob('{}', EMPTY.mediaType);
  await referrer(shelf, index, { artifactType: 'application/spdx+json', file: await shelf.blob(spdx(shelf.name), 'application/spdx+json', { 'org.opencontainers.image.title': 'storefront.spdx.json' }) });
  await cosignSignature(shelf, index);
  const stored = shelf.image(index.digest);
  if (stored !== undefined) stored.signingStatuses = [{ signingProfileArn: 'arn:aws:signer:eu-central-1:111122223333:/signing-profiles/storefront_release', status: 'COMPLETE' }];
}

async function platformImage(shelf: SeedShelf, platform: string): Promise<SeedDescriptor> {
  const [os, architecture] = platform.split('/');
  const tars = [
    await tarOf({ 'etc/os-release': `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.21.2\n`, 'bin/busybox': `${platform}\n`.repeat(400) }),
    await tarOf({ 'app/package.json': JSON.stringify({ name: 'storefront', version: '3.2.0' }), 'app/node_modules/express/index.js': '// express\n'.repeat(300) }),
    await tarOf({ 'app/server.js': `// storefront for ${platform}\n`.repeat(200) }),
  ];
  const layers = [];
  for (const tar of tars) layers.push(await shelf.blob(gzipSync(tar, { level: 6 }), 'application/vnd.oci.image.layer.v1.tar+gzip'));
  const config = await shelf.blob(
    {
      architecture, os, created: CREATED, author: 'The storefront team',
      config: {
        User: '10001:10001', WorkingDir: '/app', Entrypoint: ['/usr/bin/tini', '--'], Cmd: ['node', 'server.js'], StopSignal: 'SIGTERM',
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_ENV=production', 'PORT=8080', 'SESSION_SECRET=sandbox-only-not-a-real-secret'],
        ExposedPorts: { '8080/tcp': {}, '9090/tcp': {} },
        Volumes: { '/app/uploads': {} },
        Healthcheck: { Test: ['CMD-SHELL', 'wget -qO- http://127.0.0.1:8080/healthz || exit 1'], Interval: 30e9, Timeout: 5e9, StartPeriod: 10e9, Retries: 3 },
        Labels: {
          'org.opencontainers.image.title': 'Storefront', 'org.opencontainers.image.description': 'The shop’s web pages', 'org.opencontainers.image.source': SOURCE,
          'org.opencontainers.image.revision': REVISION, 'org.opencontainers.image.version': '3.2.0', 'org.opencontainers.image.created': CREATED,
          'org.opencontainers.image.documentation': 'https://docs.example.com/storefront', 'org.opencontainers.image.licenses': 'Apache-2.0', 'org.opencontainers.image.vendor': 'Example', 'com.example.team': 'shop',
        },
      },
      rootfs: { type: 'layers', diff_ids: tars.map((tar) => `sha256:${sha256(tar)}`) },
      history: [
        { created: '2026-10-30T11:02:00Z', created_by: 'ADD alpine-minirootfs-3.21.2.tar.gz / # buildkit', comment: 'buildkit.dockerfile.v0' },
        { created: '2026-10-30T11:02:00Z', created_by: 'CMD ["/bin/sh"]', empty_layer: true },
        { created: CREATED, created_by: 'WORKDIR /app', empty_layer: true },
        { created: CREATED, created_by: '|1 NPM_TOKEN=npm_sandboxOnlySandboxOnlySandboxOnly0 /bin/sh -c npm ci --omit=dev && npm cache clean --force # buildkit' },
        { created: CREATED, created_by: 'COPY server.js /app/server.js # buildkit' },
        ...['ENV NODE_ENV=production PORT=8080', 'EXPOSE [8080/tcp 9090/tcp]', 'USER 10001:10001', 'HEALTHCHECK &{["CMD-SHELL" "wget -qO- http://127.0.0.1:8080/healthz || exit 1"] "30s" "5s" "10s" "0s" \'\\x03\'}', 'ENTRYPOINT ["/usr/bin/tini" "--"]', 'CMD ["node" "server.js"]'].map(
          (created_by) => ({ created: CREATED, created_by, empty_layer: true }),
        ),
      ],
    },
    'application/vnd.oci.image.config.v1+json',
  );
  return shelf.manifest({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers });
}

/** BuildKit's form: a manifest beside the image in the index, one in-toto statement a layer. */
async function attestations(shelf: SeedShelf, image: SeedDescriptor): Promise<SeedDescriptor> {
  const subject = [{ name: `pkg:docker/${shelf.name}@3.2.0`, digest: { sha256: image.digest.slice(7) } }];
  const statement = (predicateType: string, predicate: object): Promise<SeedDescriptor> =>
    shelf.blob({ _type: 'https://in-toto.io/Statement/v1', predicateType, subject, predicate }, 'application/vnd.in-toto+json', { 'in-toto.io/predicate-type': predicateType });
  const provenance = {
    buildDefinition: {
      buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
      externalParameters: { configSource: { uri: `${SOURCE}.git#refs/tags/v3.2.0`, digest: { sha1: REVISION }, path: 'Dockerfile' } },
      resolvedDependencies: [{ uri: 'pkg:docker/alpine@3.21.2?platform=linux%2Famd64', digest: { sha256: '56fa17d2a7e7f168a043a2712e63aed1f8543aeafdcee47c58dcffe38ed51099' } }],
    },
    runDetails: { builder: { id: `${SOURCE}/actions/runs/1178` }, metadata: { invocationId: 'k2p7w1', startedOn: '2026-11-12T08:27:41Z', finishedOn: CREATED } },
  };
  const layers = [await statement('https://spdx.dev/Document', spdx(shelf.name)), await statement('https://slsa.dev/provenance/v1', provenance)];
  const config = await shelf.blob({ architecture: 'unknown', os: 'unknown', config: {}, rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) } }, 'application/vnd.oci.image.config.v1+json');
  return shelf.manifest({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers });
}

async function referrer(shelf: SeedShelf, subject: SeedDescriptor, { artifactType, file }: { artifactType: string; file: SeedDescriptor }): Promise<void> {
  shelf.manifest({ schemaVersion: 2, mediaType: OCI_MANIFEST, artifactType, config: EMPTY, layers: [file], subject, annotations: { 'org.opencontainers.image.created': CREATED } });
}

/** A true Ed25519 signature over cosign's payload, with a key that anybody can make from its seed. */
async function cosignSignature(shelf: SeedShelf, { digest }: SeedDescriptor): Promise<void> {
  const payload = Buffer.from(JSON.stringify({ critical: { identity: { 'docker-reference': `sandbox/${shelf.name}` }, image: { 'docker-manifest-digest': digest }, type: 'cosign container image signature' }, optional: { release: '3.2.0' } }));
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 'berth sandbox')]), format: 'der', type: 'pkcs8' });
  const layer = await shelf.blob(payload, 'application/vnd.dev.cosign.simplesigning.v1+json', { 'dev.cosignproject.cosign/signature': sign(null, payload, key).toString('base64') });
  const config = await shelf.blob({ architecture: '', os: '', config: {}, rootfs: { type: 'layers', diff_ids: [layer.digest] } }, 'application/vnd.oci.image.config.v1+json');
  shelf.manifest({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [layer] }, `${digest.replace(':', '-')}.sig`);
}

const spdx = (name: string): object => ({
  spdxVersion: 'SPDX-2.3', dataLicense: 'CC0-1.0', SPDXID: 'SPDXRef-DOCUMENT', name, documentNamespace: `https://sbom.example.com/${name}`,
  creationInfo: { creators: ['Organization: Anchore, Inc', 'Tool: syft-1.19.0'], created: CREATED },
  packages: PACKAGES.map(([own, versionInfo, license], index) => ({ SPDXID: `SPDXRef-Package-${index}`, name: own, versionInfo, licenseConcluded: 'NOASSERTION', licenseDeclared: license, downloadLocation: 'NOASSERTION' })),
});
