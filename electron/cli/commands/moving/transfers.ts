import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import { parseImageReference } from '../../../../shared/ecr/image-reference';
import { CommitOptions } from '../../../../shared/model/container';
import { PlatformName } from '../../../../shared/model/image';
import type { JobOutcome } from '../../../../shared/model/moving/job';
import { ExportImage } from '../../../../shared/model/moving/transfer';
import { copyImage } from '../../../transfer/copy-image';
import { exportImage } from '../../../transfer/export/export-image';
import type { TransferContext } from '../../../transfer/ports';
import { pullImage } from '../../../transfer/pull-image';
import { pushArchive } from '../../../transfer/push/push-archive';
import { pushContainer } from '../../../transfer/push/push-container';
import { pushImage, type SendLocalImage } from '../../../transfer/push/push-image';
import { pushLocalImage } from '../../../transfer/push/push-local-image';
import type { Action, CommandRun } from '../../command-run';
import { CREATE_OPTION, createMissing, type CreateFlag } from '../../arguments/create-missing';
import { isArchive } from '../../arguments/image-or-file';
import { wantedProfile } from '../../arguments/scope';

interface CommitFlags {
  message?: string;
  author?: string;
  change?: string[];
  pause: boolean;
}

interface PushFlags {
  image?: string;
  label?: string[];
}

interface PullFlags {
  output?: string;
  format?: string;
  platform?: string;
}

const collected = (value: string, before: string[] = []): string[] => [...before, value];

/** `berth commit`, `push`, `pull`, `copy`. */
export function addTransfers(program: Command, action: Action): void {
  program
    .command('commit <container> <reference>')
    .description('commit a container and push it')
    .option('-m, --message <text>', 'message of the commit')
    .option('-a, --author <name>', 'author of the commit')
    .option('-c, --change <instruction>', 'a Dockerfile instruction to apply (repeatable)', collected)
    .option('--no-pause', 'do not pause the container meanwhile')
    .option(...CREATE_OPTION)
    .action(
      action<[string, string], CommitFlags & CreateFlag>(async (run, containerId, text) => {
        const reference = parseImageReference(text);
        const { message, author, change, pause } = run.options;
        const options = CommitOptions.safeParse({ message, author, pause, changes: change });
        if (!options.success)
          throw new AppError('invalid-input', 'The message or the author is too long.', {
            hint: 'Shorten it.',
          });
        await createMissing(run, reference, as(run).profile);
        const push = { containerId, options: options.data, reference, ...as(run) };
        said(run, 'Pushed', await pushContainer({ ...run.services, send: sending(run) }, push, contextOf(run)));
      }),
    );
  program
    .command('push <image-or-file> <reference>')
    .description('push an image of Docker, a docker save archive, or an OCI layout')
    .option('--image <name>', 'of an archive with several images, the one of this name or digest')
    .option('-l, --label <key=value>', 'a label on top of the image’s own (repeatable; images of Docker)', collected)
    .option(...CREATE_OPTION)
    .action(
      action<[string, string], PushFlags & CreateFlag>(async (run, what, text) => {
        const reference = parseImageReference(text);
        const { image, label = [] } = run.options;
        const labels = Object.fromEntries(label.map(parseLabel));
        const ofArchive = await isArchive(what);
        if (ofArchive && label.length > 0) {
          throw new AppError('unsupported', 'An archive is pushed as it is: it takes no labels.', {
            hint: 'Leave --label out, or build the image with it.',
          });
        }
        if (!ofArchive && image !== undefined) {
          throw new AppError('invalid-input', '--image chooses an image of an archive.', {
            hint: 'Leave it out for an image of Docker.',
          });
        }
        await createMissing(run, reference, as(run).profile);
        const outcome = ofArchive
          ? await pushArchive(
              run.services,
              { file: resolve(what), reference, ...as(run), ...(image !== undefined && { image }) },
              contextOf(run),
            )
          : await pushImage(
              { ...run.services, send: sending(run) },
              { image: what, reference, ...as(run), ...(label.length > 0 && { labels }) },
              contextOf(run),
            );
        said(run, 'Pushed', outcome);
      }),
    );
  program
    .command('pull <reference>')
    .description('pull an image into Docker, or to a file')
    .option('-o, --output <path>', 'write a file or folder, without Docker')
    .option('--format <format>', 'of --output: docker-archive (default), oci-archive, oci-folder')
    .option('--platform <os/arch>', 'of a multi-platform image, this one')
    .action(
      action<[string], PullFlags>(async (run, text) => {
        const { output, platform } = run.options;
        const format = formatOf(run.options);
        if (platform !== undefined && !PlatformName.safeParse(platform).success) {
          throw new AppError('invalid-input', `“${platform}” is not a platform.`, {
            hint: 'A platform looks like linux/amd64.',
          });
        }
        const pull = { reference: parseImageReference(text), ...as(run) };
        const outcome =
          output === undefined
            ? await pullImage(
                run.services,
                { ...pull, ...(platform !== undefined && { platform }) },
                contextOf(run),
              )
            : await exportImage(
                run.services.access,
                { ...pull, ...(platform !== undefined && { platform }), ...(format !== undefined && { format }), file: resolve(output) },
                contextOf(run),
              );
        said(run, 'Pulled', outcome);
      }),
    );
  program
    .command('copy <from> <to>')
    .description('copy an image from registry to registry')
    .option('--from-profile <name>', 'identity for the source (default: the one that fits)')
    .option('--to-profile <name>', 'identity for the target (default: --profile, or the one that fits)')
    .option(...CREATE_OPTION)
    .action(
      action<[string, string], CreateFlag & { fromProfile?: string; toProfile?: string }>(async (run, from, to) => {
        const { fromProfile, toProfile = as(run).profile } = run.options;
        const copy = {
          from: parseImageReference(from),
          to: parseImageReference(to),
          ...(fromProfile !== undefined && { fromProfile }),
          ...(toProfile !== undefined && { toProfile }),
        };
        await createMissing(run, copy.to, toProfile);
        said(run, 'Copied', await copyImage(run.services.access, copy, contextOf(run)));
      }),
    );
}

const sending =
  ({ services: { docker, access, temporaryFolder, knownLayers } }: CommandRun<object>): SendLocalImage =>
  (push, context) =>
    pushLocalImage({ docker, access, temporaryFolder, known: knownLayers }, push, context);

/** `key=value`; a value may be empty and may hold more `=`. */
function parseLabel(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new AppError('invalid-input', `“${text}” is not a label.`, { hint: 'A label looks like key=value.' });
}

function formatOf({ format, output }: PullFlags): ExportImage['format'] {
  if (format === undefined) return undefined;
  if (output === undefined) {
    throw new AppError('invalid-input', '--format is about what --output writes.', {
      hint: 'Give --output a file or folder.',
    });
  }
  const parsed = ExportImage.shape.format.safeParse(format);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', `“${format}” is not a format.`, {
    hint: 'Choose docker-archive, oci-archive or oci-folder.',
  });
}

const as = ({ options, env }: CommandRun<object>): { profile?: string } => {
  const profile = wantedProfile(options, env);
  return profile === undefined ? {} : { profile };
};

const contextOf = ({ signal, out }: CommandRun<object>): TransferContext => ({
  signal,
  report: (progress) => out.progress(progress),
});

function said({ out }: CommandRun<object>, verb: string, outcome: JobOutcome): void {
  const { reference, digest, file } = outcome;
  const lines = [
    `${verb} ${reference}`,
    ...(digest === undefined ? [] : [digest]),
    ...(file === undefined ? [] : [file]),
  ];
  out.result(outcome, () => `${lines.join('\n')}\n`);
}
