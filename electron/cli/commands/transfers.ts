import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors';
import { parseImageReference } from '../../../shared/ecr/image-reference';
import { CommitOptions } from '../../../shared/model/container';
import { PlatformName } from '../../../shared/model/image';
import type { JobOutcome } from '../../../shared/model/job';
import { copyImage } from '../../transfer/copy-image';
import { exportImage } from '../../transfer/export-image';
import type { TransferContext } from '../../transfer/ports';
import { pullImage } from '../../transfer/pull-image';
import { pushArchive } from '../../transfer/push-archive';
import { pushContainer } from '../../transfer/push-container';
import { pushImage } from '../../transfer/push-image';
import type { Action, CommandRun } from '../command-run';
import { isArchive } from '../image-or-file';
import { wantedProfile } from '../scope';

interface CommitFlags {
  message?: string;
  author?: string;
  change?: string[];
  pause: boolean;
}

interface PullFlags {
  output?: string;
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
    .action(
      action<[string, string], CommitFlags>(async (run, containerId, text) => {
        const reference = parseImageReference(text);
        const { message, author, change, pause } = run.options;
        const options = CommitOptions.safeParse({ message, author, pause, changes: change });
        if (!options.success)
          throw new AppError('invalid-input', 'The message or the author is too long.', {
            hint: 'Shorten it.',
          });
        const push = { containerId, options: options.data, reference, ...as(run) };
        said(run, 'Pushed', await pushContainer(run.services, push, contextOf(run)));
      }),
    );
  program
    .command('push <image-or-file> <reference>')
    .description('push an image of Docker, a docker save archive, or an OCI layout')
    .action(
      action<[string, string]>(async (run, what, text) => {
        const reference = parseImageReference(text);
        const outcome = (await isArchive(what))
          ? await pushArchive(run.services, { file: resolve(what), reference, ...as(run) }, contextOf(run))
          : await pushImage(run.services, { image: what, reference, ...as(run) }, contextOf(run));
        said(run, 'Pushed', outcome);
      }),
    );
  program
    .command('pull <reference>')
    .description('pull an image into Docker, or to a file')
    .option('-o, --output <file>', 'write a docker load archive, without Docker')
    .option('--platform <os/arch>', 'of a multi-platform image, this one')
    .action(
      action<[string], PullFlags>(async (run, text) => {
        const { output, platform } = run.options;
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
                { ...pull, platform: platform ?? run.services.ownPlatform, file: resolve(output) },
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
    .action(
      action<[string, string], { fromProfile?: string; toProfile?: string }>(async (run, from, to) => {
        const { fromProfile, toProfile = as(run).profile } = run.options;
        const copy = {
          from: parseImageReference(from),
          to: parseImageReference(to),
          ...(fromProfile !== undefined && { fromProfile }),
          ...(toProfile !== undefined && { toProfile }),
        };
        said(run, 'Copied', await copyImage(run.services.access, copy, contextOf(run)));
      }),
    );
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
