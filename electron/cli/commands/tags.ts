import type { Command } from 'commander';
import { isDigest } from '../../../shared/ecr/names';
import type { RepositoryKey } from '../../../shared/model/repository';
import { storedImage } from '../../ecr/tags/stored-images';
import type { Action, CommandRun } from '../command-run';
import { imageArgument, tagArgument } from '../arguments/image-argument';
import { collected, keyAndValue } from '../arguments/key-and-value';
import { changeOf, makeChanges } from '../arguments/make-changes';
import { digestWords } from '../output/words';

interface DryRun {
  dryRun?: boolean;
}

interface IndexFlags extends DryRun {
  image: string[];
  annotation?: string[];
  move?: boolean;
}

/** `berth tag add|move|remove`, `berth index create`: at the registry, without pulling anything. */
export function addTags(program: Command, action: Action): void {
  const tag = program.command('tag').description('add, move or remove a tag without pulling the image');
  dry(tag.command('add <image> <tag>'))
    .description('give an image (NAME:TAG or NAME@DIGEST) one more tag')
    .action(action<[string, string], DryRun>((run, image, name) => set(run, { text: image, tag: name, move: false })));
  dry(tag.command('move <image> <tag>'))
    .description('give an image a tag, taking it away from another one')
    .action(action<[string, string], DryRun>((run, image, name) => set(run, { text: image, tag: name, move: true })));
  dry(tag.command('remove <tag>'))
    .description('take a tag away (NAME:TAG)')
    .option('--delete-image', 'also when it is the last one, and ECR deletes the image with it')
    .option('--force-protected <name>', 'the name of a protected repository, to go on all the same')
    .action(
      action<[string], DryRun & { deleteImage?: boolean; forceProtected?: string }>(async (run, text) => {
        const { dryRun, deleteImage = false, forceProtected } = run.options;
        const input = { ...(await tagArgument(text, run)), deleteImage };
        if (dryRun === true) return makeChanges(run, [changeOf({ kind: 'remove-tag', ...input })]);
        const changed = await run.services.tags.remove({ ...input, typed: forceProtected });
        run.out.result(changed, () => `Removed ${input.tag} from ${digestWords(changed.previousDigest ?? '')}.\n`);
      }),
    );
  const index = program
    .command('index')
    .description('make a multi-platform index of images that are pushed already');
  dry(index.command('create <tag>'))
    .description('make an index under NAME:TAG')
    .requiredOption('--image <image>', 'tag or digest of an image of the repository, with =OS/ARCH where its platform is to be told (repeatable)', collected)
    .option('--annotation <key=value>', 'an annotation of the index (repeatable)', collected)
    .option('--move', 'take the tag away from another image')
    .action(
      action<[string], IndexFlags>(async (run, text) => {
        const { image, annotation = [], move } = run.options;
        const input = {
          ...(await tagArgument(text, run)),
          children: image.map(childNamed),
          annotations: Object.fromEntries(annotation.map((each) => keyAndValue(each, 'An annotation'))),
          move: move === true,
        };
        if (run.options.dryRun === true) return makeChanges(run, [changeOf({ kind: 'compose-index', ...input })]);
        const made = await run.services.tags.composeIndex(input);
        run.out.result(made, () => `${made.digest}\n`);
      }),
    );
}

const dry = (command: Command): Command => command.option('--dry-run', 'show what it does, with the AWS CLI commands, and change nothing');

async function set(run: CommandRun<DryRun>, { text, tag, move }: { text: string; tag: string; move: boolean }): Promise<void> {
  const { repository, image } = await imageArgument(text, run);
  const digest = await digestOf(run, repository, image);
  if (run.options.dryRun === true) return makeChanges(run, [changeOf({ kind: 'set-tag', repository, digest, tag, move })]);
  const changed = { digest, ...(await run.services.tags.set({ repository, digest, tag, move })) };
  const { previousDigest } = changed;
  const before = previousDigest === undefined || previousDigest === digest ? '' : ` (before: ${digestWords(previousDigest)})`;
  run.out.result(changed, () => `${repository.name}:${tag} is ${digestWords(digest)}${before}.\n`);
}

const digestOf = async (run: CommandRun<object>, repository: RepositoryKey, image: string): Promise<string> =>
  isDigest(image) ? image : (await storedImage(run.services.clients, repository, image)).digest;

function childNamed(text: string): { image: string; platform?: string } {
  const [image = '', platform] = text.split('=', 2);
  return { image, ...(platform !== undefined && { platform }) };
}
