/** One image as a person reads it on a terminal. Every text in it was written by strangers. */
import { artifactKind, manifestName } from '../../../shared/image/artifact-kinds';
import { standardFacts } from '../../../shared/image/standard-annotations';
import type { ImageConfig, ImageDetail, PlatformNode, Referrers } from '../../../shared/model/image-detail';
import { plain, table } from './table';
import { dateWords, digestWords, sizeWords } from './words';

type Line = readonly [term: string, value: string | undefined];

export function detailWords(detail: ImageDetail, referrers: Referrers | undefined): string {
  const { shown } = detail;
  return [head(detail), platforms(detail), shown?.image === undefined ? '' : config(shown.image), layers(detail), referrers === undefined ? '' : referring(referrers)].filter((section) => section !== '').join('\n');
}

function head(detail: ImageDetail): string {
  const { facts, shown } = detail;
  const standard = standardFacts(detail.annotations, shown?.annotations ?? {}, shown?.image?.labels ?? {});
  return lines([
    ['image', `${detail.uri}@${detail.digest}`],
    ['kind', manifestName(detail)],
    ['tags', facts === undefined ? undefined : facts.tags.slice(0, 20).join(', ') + (facts.tags.length > 20 ? ` and ${facts.tags.length - 20} more` : '')],
    ['size', facts === undefined ? undefined : sizeWords(facts.sizeBytes)],
    ['pushed', dateWords(facts?.pushedAt)],
    ['pulled', facts === undefined ? undefined : dateWords(facts.lastPulledAt) || 'never'],
    ['storage', facts?.storage],
    ['artifact', detail.artifactType],
    ['about', detail.subject],
    ...standard.map(({ label, value }): Line => [label.toLowerCase(), value]),
  ]);
}

function platforms({ platforms: nodes, shown, shownProblem }: ImageDetail): string {
  if (nodes.length === 0) return '';
  const rows = flat(nodes, 0);
  return (
    table(
      [
        { title: 'PLATFORM', of: ({ node, depth }) => `${'  '.repeat(depth)}${node.platform ?? artifactKind(node).name}` },
        { title: 'DIGEST', of: ({ node }) => digestWords(node.digest) },
        { title: 'ATTESTATIONS', of: ({ node }) => (node.attestations.length === 0 ? '' : String(node.attestations.length)), align: 'right' },
        { title: '', of: ({ node }) => node.unread ?? (node.digest === shown?.digest ? 'shown below' : '') },
      ],
      rows,
    ) + (shownProblem === undefined ? '' : `${plain(shownProblem.message)}\n`)
  );
}

const flat = (nodes: readonly PlatformNode[], depth: number): { node: PlatformNode; depth: number }[] => nodes.flatMap((node) => [{ node, depth }, ...flat(node.children ?? [], depth + 1)]);

function config(image: ImageConfig): string {
  const health = image.healthcheck;
  return lines([
    ['platform', image.platform],
    ['created', image.created],
    ['entrypoint', words(image.entrypoint)],
    ['command', words(image.cmd)],
    ['user', image.user ?? 'root (none is set)'],
    ['directory', image.workingDir],
    ['ports', image.ports.join(', ')],
    ['volumes', image.volumes.join(', ')],
    ['signal', image.stopSignal],
    ['health', health === undefined ? undefined : words(health.test)],
    ...image.env.map(({ name, value, secret }): Line => ['env', `${name}=${value}${secret ? '  (looks like a secret)' : ''}`]),
    ...Object.entries(image.labels).map(([name, value]): Line => ['label', `${name}=${value}`]),
  ]);
}

function layers({ shown }: ImageDetail): string {
  if (shown === undefined || shown.layers.length === 0) return '';
  const steps = shown.image?.history.filter(({ emptyLayer }) => !emptyLayer) ?? [];
  const isComplete = steps.length === shown.layers.length;
  return table(
    [
      { title: 'LAYER', of: ({ layer }) => digestWords(layer.digest) },
      { title: 'SIZE', of: ({ layer }) => sizeWords(layer.size), align: 'right' },
      { title: isComplete ? 'MADE BY' : 'KIND', of: ({ layer, step }) => (isComplete ? step.replaceAll(/\s+/g, ' ').slice(0, 100) : (layer.annotations?.['org.opencontainers.image.title'] ?? layer.mediaType)) },
    ],
    shown.layers.map((layer, index) => ({ layer, step: steps[index]?.createdBy ?? '' })),
  );
}

function referring({ referrers, signing = [], isCut }: Referrers): string {
  const signatures = signing.map(({ profileArn, status, failure }) => `ECR’s signing with ${profileArn}: ${status.toLowerCase().replace('_', ' ')}${failure === undefined ? '' : ` (${failure})`}\n`);
  if (referrers.length === 0) return `Nothing refers to it.\n${signatures.map(plainLine).join('')}`;
  const rows = table(
    [
      { title: 'REFERRER', of: (one) => artifactKind(one).name },
      { title: 'DIGEST', of: ({ digest }) => digestWords(digest) },
      { title: 'OF', of: ({ subject }) => digestWords(subject) },
      { title: 'FOUND', of: ({ foundBy, tag }) => tag ?? { registry: 'by the registry', ecr: 'by ECR', tag: 'by its tag', index: 'in the index' }[foundBy] },
    ],
    referrers,
  );
  return `${rows}${isCut ? 'There are more.\n' : ''}${signatures.map(plainLine).join('')}Signatures are listed, not verified.\n`;
}

const plainLine = (line: string): string => `${plain(line.trimEnd())}\n`;
const words = (list: readonly string[]): string => list.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');

const lines = (all: readonly Line[]): string => all.flatMap(([term, value]) => (value === undefined || value === '' ? [] : [`${term.padEnd(14)} ${plain(value)}\n`])).join('');
