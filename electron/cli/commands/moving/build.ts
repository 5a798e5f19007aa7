import { randomUUID } from 'node:crypto';
import { basename, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { parseImageReference } from '../../../../shared/ecr/image-reference';
import { AppError } from '../../../../shared/errors';
import { BuildImage } from '../../../../shared/model/moving/push-source';
import { CREATE_OPTION, createMissing, type CreateFlag } from '../../arguments/create-missing';
import { readGitState } from '../../../git/read-git-state';
import { buildAndPush } from '../../../transfer/build/build-and-push';
import { inspectPath } from '../../../transfer/inspect-path';
import { pushLocalImage } from '../../../transfer/push/push-local-image';
import type { Action, CommandRun } from '../../command-run';
import { collected, keyAndValue } from '../../arguments/key-and-value';
import { wantedProfile } from '../../arguments/scope';

interface BuildFlags {
  target?: string;
  platform?: string;
  buildArg?: string[];
  file?: string;
  cache: boolean;
  gitLabels: boolean;
  pull?: boolean;
  label?: string[];
  tag?: string;
}

/** `berth build`. */
export function addBuild(program: Command, action: Action): void {
  program
    .command('build <folder> [reference]')
    .description('build a folder with the local Docker, and push the image')
    .option('-t, --tag <name>', 'keep the image in Docker under this name')
    .option('-f, --file <name>', 'Dockerfile of the folder')
    .option('--target <stage>', 'stop at this stage')
    .option('--platform <os/arch>', 'build for this platform')
    .option('--build-arg <name[=value]>', 'a build argument; without a value it comes from the environment (repeatable)', collected)
    .option('-l, --label <key=value>', 'a label, over what git fills in; an empty value leaves one out (repeatable)', collected)
    .option('--no-git-labels', 'fill in no labels from git')
    .option('--no-cache', 'build every step anew')
    .option('--pull', 'ask registries for newer base images')
    .option(...CREATE_OPTION)
    .action(
      action<[string, string | undefined], BuildFlags & CreateFlag>(async (run, folder, text) => {
        const { services, env, signal, out } = run;
        const input = inputOf(run, await dockerfileIn(folder, run.options.file), text);
        const { docker, access, temporaryFolder, knownLayers, platform } = services;
        const said = wholeLines((line) => out.note(line));
        const ports = {
          docker,
          access,
          env,
          platform,
          newId: randomUUID,
          gitState: (path: string) => readGitState({ env }, path),
          send: (push: Parameters<typeof pushLocalImage>[1], context: Parameters<typeof pushLocalImage>[2]) => pushLocalImage({ docker, access, temporaryFolder, known: knownLayers }, push, context),
        };
        if (input.reference !== undefined) await createMissing(run, parseImageReference(input.reference), input.profile);
        const outcome = await buildAndPush(ports, input, { signal, report: (progress) => out.progress(progress), output: said.add }).finally(said.end);
        const { reference, digest } = outcome;
        out.result(outcome, () => `${input.reference === undefined ? 'Built' : 'Pushed'} ${reference}\n${digest === undefined ? '' : `${digest}\n`}`);
      }),
    );
}

/** The folder, and the Dockerfile within it; a Dockerfile may be given in place of its folder. */
async function dockerfileIn(path: string, file: string | undefined): Promise<{ folder: string; dockerfile: string | undefined }> {
  if (file !== undefined) {
    const folder = resolve(path);
    // As `docker build -f` has it, or simply as it is called in the folder.
    const fromHere = relative(folder, resolve(file));
    return { folder, dockerfile: fromHere.startsWith('..') ? file : fromHere.replace(/\\/g, '/') };
  }
  const found = await inspectPath(path);
  if (found.kind === 'build') return { folder: found.path, dockerfile: found.dockerfiles[0] };
  throw new AppError('unsupported', `${basename(path)} is an image already.`, { hint: 'Push it with “berth push”.' });
}

function inputOf({ options, env }: CommandRun<BuildFlags>, where: { folder: string; dockerfile: string | undefined }, reference: string | undefined): BuildImage {
  const { target, platform, buildArg = [], label = [], cache, gitLabels, pull, tag } = options;
  const localName = tag;
  if (reference === undefined && localName === undefined) {
    throw new AppError('invalid-input', 'A build needs a place to go.', { hint: 'Name a reference to push to, or a local name with --tag.' });
  }
  for (const name of [reference, localName]) if (name !== undefined) parseImageReference(name);
  const profile = wantedProfile(options, env);
  const parsed = BuildImage.safeParse({
    ...where,
    reference,
    localName,
    target,
    platform,
    profile,
    buildArgs: Object.fromEntries(buildArg.flatMap((text) => argumentOf(text, env))),
    labels: Object.fromEntries(label.map((text) => keyAndValue(text, 'A label'))),
    gitLabels,
    noCache: !cache,
    pull: pull === true,
  });
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', platform === undefined ? 'These options do not fit.' : `“${platform}” is not a platform.`, { hint: 'A platform looks like linux/amd64.' });
}

/** `NAME` alone takes the value of the environment, so that a secret need not be on the command line; unset, it is not given. */
function argumentOf(text: string, env: CommandRun<object>['env']): [string, string][] {
  if (text.includes('=')) return [keyAndValue(text, 'A build argument')];
  const value = env[text];
  return value === undefined ? [] : [[text, value]];
}

/** Output comes in pieces; the rest of the last line is said at the end. */
function wholeLines(say: (line: string) => void): { add: (text: string) => void; end: () => void } {
  let rest = '';
  return {
    add: (text) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) say(line);
    },
    end: () => {
      if (rest !== '') say(rest);
    },
  };
}
