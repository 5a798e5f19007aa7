import type { Command } from 'commander';
import { manifestName, parseImageReference } from '../../../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../../../shared/ecr/registry-host';
import type { AskRaw, ImageDetail, ImageRepository, Referrers } from '../../../../shared/model/image-detail';
import { imageArgument } from '../../arguments/image-argument';
import type { Action, CommandRun } from '../../command-run';
import { detailWords } from '../../output/image-words';
import { covered } from '../../output/image-secrets';

interface ImageFlags {
  platform?: string;
  raw?: boolean;
  config?: boolean;
  referrers?: boolean;
  showSecrets?: boolean;
}

/** `berth image`: everything about one image, as the window shows it. */
export function addImage(program: Command, action: Action): void {
  program
    .command('image <image>')
    .description('show one image (NAME:TAG or NAME@DIGEST, with HOST/ before it elsewhere, public.ecr.aws among them): platforms, config, layers, what refers to it')
    .option('--platform <platform>', 'the image of an index to show (OS/ARCH, or its digest)')
    .option('--referrers', 'also signatures, SBOMs and attestations')
    .option('--raw', 'the manifest’s exact bytes and nothing else')
    .option('--config', 'with --raw: the config instead of the manifest')
    .option('--show-secrets', 'do not cover values that look like secrets')
    .action(
      action<[string], ImageFlags>(async (run, text) => {
        const { services, options, out, signal } = run;
        const { repository, image } = await placeOf(text, run);
        const { platform } = options;
        const detail = await services.imageDetails.show({ repository, image, ...(platform !== undefined && { platform }) }, signal);
        if (options.raw === true || options.config === true) {
          const part: AskRaw['part'] = options.config === true ? 'config' : 'manifest';
          const chosen = platform !== undefined || part === 'config' ? (detail.shown?.digest ?? detail.digest) : detail.digest;
          const raw = await services.imageDetails.raw({ repository, digest: chosen, part }, signal);
          // To the byte: no newline is added, so that the digest of what is printed is the manifest's.
          return out.result(raw, () => raw.text ?? '');
        }
        const referrers = options.referrers === true ? await services.imageDetails.referrers({ repository, digests: digestsOf(detail) }, signal) : undefined;
        referrers?.unread.forEach(({ what, error }) => out.note(`berth: ${what} could not be read: ${error.message}`));
        const shown = options.showSecrets === true ? detail : covered(detail);
        out.result(jsonOf(shown, referrers), () => detailWords(shown, referrers));
      }),
    );
}

/** Of the public gallery any image may be shown: it needs no profile. */
async function placeOf(text: string, run: CommandRun<object>): Promise<{ repository: ImageRepository; image: string }> {
  if (parseRegistryHost(text.split('/', 1)[0] ?? '').kind !== 'public') return imageArgument(text, run);
  const reference = parseImageReference(text);
  const { host, repository: name } = reference;
  return { repository: { profile: run.options.profile ?? 'public', region: 'us-east-1', name, registry: 'public', uri: `${host}/${name}` }, image: manifestName(reference) };
}

const digestsOf = ({ digest, shown }: ImageDetail): string[] => [...new Set([digest, ...(shown === undefined ? [] : [shown.digest])])];

const jsonOf = (detail: ImageDetail, referrers: Referrers | undefined): object => ({ ...detail, ...(referrers !== undefined && { referrers: referrers.referrers, ...(referrers.signing !== undefined && { signing: referrers.signing }) }) });
