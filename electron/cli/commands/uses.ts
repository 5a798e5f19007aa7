import type { Command } from 'commander';
import type { ImageUser } from '../../../shared/model/image-use';
import { describeImage } from '../../ecr/images/describe-image';
import type { Action } from '../command-run';
import { imageArgument } from '../arguments/image-argument';
import { digestWords } from '../output/words';

const BY: Readonly<Record<ImageUser, string>> = { container: 'Docker', ecs: 'ECS', eks: 'EKS', lambda: 'Lambda', inspector: 'Inspector' };

/** `berth uses`: who runs an image, or names it. */
export function addUses(program: Command, action: Action): void {
  program
    .command('uses <image>')
    .description('tell where an image is in use (NAME:TAG or NAME@DIGEST, with HOST/ before it)')
    .option('--services', 'ask ECS, EKS, Lambda and Amazon Inspector, too, whatever the settings of the profile say (read-only)')
    .action(
      action<[string], { services?: true }>(async (run, text) => {
        const { services, out, options, signal } = run;
        const { repository, image } = await imageArgument(text, run);
        const found = await describeImage(services.clients, { repository, image }, signal);
        const { uses, unasked } = options.services === true ? await services.imageUses.everywhere(repository, [found], signal) : await services.imageUses.of(repository, [found], signal);
        if (!out.json) for (const { why } of unasked) out.note(`berth: ${why}`);
        if (out.json) return out.result({ uses, unasked }, () => '');
        out.list(
          uses,
          [
            { title: 'BY', of: ({ by }) => BY[by] },
            { title: 'IN USE', of: ({ running }) => (running ? 'runs' : 'named') },
            { title: 'WHAT', of: ({ what }) => what },
            { title: 'AS', of: ({ tag, digest }) => tag ?? digestWords(digest) },
          ],
          'Nobody who was asked uses it.',
        );
      }),
    );
}
