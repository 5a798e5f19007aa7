/** What a registry holds besides plain images: an attested and signed one, a Helm chart, a WebAssembly module. */
import { gzipSync } from 'node:zlib';
import { blankRepository } from '../ecr/ecr-call';
import type { BlobStore } from '../ports';
import type { RegistryState } from '../state';
import { OCI_MANIFEST, SeedShelf, tarOf } from './seed-blobs';
import { seedStorefront } from './storefront';

const DAY = 24 * 60 * 60 * 1000;

const SEEDS: readonly { name: string; fill: (shelf: SeedShelf) => Promise<void> }[] = [
  { name: 'shop/storefront', fill: seedStorefront },
  { name: 'charts/storefront', fill: seedChart },
  { name: 'edge/image-filter', fill: seedModule },
];

/** Adds them to one registry of a new sandbox. `now` in epoch milliseconds. */
export async function seedArtifacts({ registry, blobs, now }: { registry: RegistryState; blobs: BlobStore; now: number }): Promise<void> {
  for (const { name, fill } of SEEDS) {
    const repository = blankRepository(name, now - 120 * DAY);
    await fill(new SeedShelf({ repository, blobs, accountId: registry.accountId, pushedAt: now - 6 * DAY }));
    registry.repositories[name] = repository;
  }
}

/** As `helm push` leaves it: Chart.yaml as JSON in the config, the package as the one layer. */
async function seedChart(shelf: SeedShelf): Promise<void> {
  const chart = {
    name: 'storefront', version: '1.4.2', apiVersion: 'v2', appVersion: '3.2.0', type: 'application', description: 'The shop’s web pages on Kubernetes', home: 'https://docs.example.com/storefront',
    sources: ['https://github.com/example/storefront'], keywords: ['shop', 'web'], kubeVersion: '>=1.28.0', maintainers: [{ name: 'The storefront team' }], dependencies: [{ name: 'redis', version: '20.6.2', repository: 'oci://registry-1.docker.io/bitnamicharts' }],
  };
  const files = {
    'storefront/Chart.yaml': 'apiVersion: v2\nname: storefront\nversion: 1.4.2\nappVersion: 3.2.0\n',
    'storefront/values.yaml': 'replicas: 2\nimage:\n  repository: shop/storefront\n  tag: 3.2.0\n',
    'storefront/templates/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n',
  };
  const config = await shelf.blob(chart, 'application/vnd.cncf.helm.config.v1+json');
  const layers = [await shelf.blob(gzipSync(await tarOf(files), { level: 6 }), 'application/vnd.cncf.helm.chart.content.v1.tar+gzip')];
  const annotations = { 'org.opencontainers.image.title': chart.name, 'org.opencontainers.image.version': chart.version, 'org.opencontainers.image.description': chart.description, 'org.opencontainers.image.url': chart.home };
  shelf.manifest({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers, annotations }, '1.4.2', '1.4');
}

/** `(module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))` */
const MODULE = Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');

/** As `wkg oci push` leaves it (“WASM OCI Artifact Layout”). */
async function seedModule(shelf: SeedShelf): Promise<void> {
  const layers = [await shelf.blob(MODULE, 'application/wasm', { 'org.opencontainers.image.title': 'image-filter.wasm' })];
  const config = await shelf.blob({ created: '2026-11-10T10:00:00Z', architecture: 'wasm', os: 'wasip2', layerDigests: layers.map(({ digest }) => digest), component: { exports: ['add'], imports: [] } }, 'application/vnd.wasm.config.v0+json');
  shelf.manifest({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }, '0.5.0');
}
