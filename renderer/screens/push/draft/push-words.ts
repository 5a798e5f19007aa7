import type { PushSource } from '../../../../shared/model/moving/push-source';
import { counted } from '../../../words/sizes';

/** As much of a push as one sentence needs. */
export interface PushSummary {
  target: { name: string };
  creates: boolean;
  items: readonly {
    kind: PushSource['kind'] | 'path';
    name: string;
    tag: string;
    /** Container alone: it runs and stands still meanwhile. */
    pauses?: boolean;
    /** Image alone: labels are added, so that it becomes another one. */
    relabelled?: boolean;
  }[];
}

/** One sentence above the button: what will happen, in the order in which it happens. */
export function whatWillHappen({ target, creates, items }: PushSummary): string {
  const [first] = items;
  if (first === undefined) return 'There is nothing to push.';
  const creation = creates ? `Creates ${target.name}, then ` : '';
  const sentence = items.length === 1 ? one(first, target.name) : many(items, target.name);
  return creation === ''
    ? `${sentence}.`
    : `${creation}${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}.`;
}

function one(
  { kind, name, tag, pauses, relabelled }: PushSummary['items'][number],
  repository: string,
): string {
  const to = `${repository}:${tag === '' ? '…' : tag}`;
  switch (kind) {
    case 'container':
      return `Commits ${name}${pauses === true ? ', which stands still meanwhile,' : ''} and pushes it as ${to}`;
    case 'image':
      return relabelled === true
        ? `Pushes ${name} with new labels, so under a new digest, as ${to}`
        : `Pushes ${name} as it is, as ${to}`;
    case 'archive':
      return `Pushes from ${name}, without Docker, as ${to}`;
    case 'build':
      return `Builds ${name} with the local Docker and pushes it as ${to}`;
    case 'path':
      return `Reads ${name} to see what it is`;
  }
}

function many(items: PushSummary['items'], repository: string): string {
  const number = (...kinds: string[]): number => items.filter(({ kind }) => kinds.includes(kind)).length;
  const before = [
    number('container') > 0 && `commits ${counted(number('container'), 'container')}`,
    number('build') > 0 && `builds ${counted(number('build'), 'folder')}`,
  ].filter((words) => words !== false);
  const sentence = [...before, `pushes ${counted(items.length, 'image')} to ${repository}`].join(', then ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}, each as a job of its own`;
}
