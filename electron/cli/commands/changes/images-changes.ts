import type { Command } from 'commander';
import type { Change } from '../../../../shared/model/changes/change';
import type { RepositoryKey } from '../../../../shared/model/repository';
import { isDigest } from '../../../../shared/ecr/names';
import { heldImages } from '../../../changes/read/held-images';
import { noImage } from '../../../ecr/tags/stored-images';
import { imageArgument } from '../../arguments/image-argument';
import { changeOf, makeChanges, type ChangeFlags } from '../../arguments/make-changes';
import type { Action, CommandRun } from '../../command-run';
import { careful } from './repo-settings';

type Kind = 'delete-images' | 'archive-images' | 'restore-images';

/** `berth delete|archive|restore REF…`. */
export function addImageChanges(program: Command, action: Action): void {
  careful(program.command('delete <image...>').description('delete images (NAME:TAG or NAME@DIGEST) with all of their tags'))
    .option('--keep-children', 'leave the images of an index that nothing else needs')
    .action(action<[string[]], ChangeFlags & { keepChildren?: boolean }>(async (run, images) => makeChanges(run, await changesFor(run, images, 'delete-images', { children: run.options.keepChildren !== true }))));
  careful(program.command('archive <image...>').description('move images to archive storage: kept, not to be pulled until restored')).action(
    action<[string[]], ChangeFlags>(async (run, images) => makeChanges(run, await changesFor(run, images, 'archive-images'))),
  );
  careful(program.command('restore <image...>').description('bring archived images back')).action(
    action<[string[]], ChangeFlags>(async (run, images) => makeChanges(run, await changesFor(run, images, 'restore-images'))),
  );
}

/** One change for each repository. @throws AppError `image-not-found`. */
async function changesFor(run: CommandRun<object>, texts: readonly string[], kind: Kind, more: object = {}): Promise<Change[]> {
  const wanted = new Map<string, { repository: RepositoryKey; names: string[] }>();
  for (const text of texts) {
    const { repository, image } = await imageArgument(text, run);
    const at = `${repository.profile} ${repository.region} ${repository.name}`;
    wanted.set(at, { repository, names: [...(wanted.get(at)?.names ?? []), image] });
  }
  const changes: Change[] = [];
  for (const { repository, names } of wanted.values()) {
    const held = await heldImages(run.services.clients, repository, run.signal);
    const images = names.map((name) => held.find(({ digest, tags }) => (isDigest(name) ? digest === name : tags.includes(name))) ?? noImage(repository, name));
    changes.push(changeOf({ kind, repository, images: [...new Set(images)].map(({ digest, tags }) => ({ digest, tags })), ...more }));
  }
  return changes;
}
