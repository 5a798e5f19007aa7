import type { Command } from 'commander';
import type { ComparedImages, Comparison, ConfigDifference } from '../../../../shared/model/content/compare';
import { FilesQuery, type FileRow } from '../../../../shared/model/content/layers';
import type { Action, CommandRun } from '../../command-run';
import { contentArgument } from '../../arguments/content-argument';
import { coveredComparison } from '../../output/image-secrets';
import { table } from '../../output/table';
import { digestWords, sizeWords } from '../../output/words';
import { readingUntil } from './reading';

interface DiffFlags {
  platform?: string;
  files?: boolean;
  showSecrets?: boolean;
}

const WINDOW = 1000;

/** `berth diff`: how two images differ in configuration, layers and files. */
export function addDiff(program: Command, action: Action): void {
  program
    .command('diff <left> <right>')
    .description('compare two images (NAME:TAG, or HOST/NAME:TAG): configuration and layers')
    .option('--platform <os/arch>', 'of multi-platform images this one')
    .option('--files', 'read the layers, and compare the files too')
    .option('--show-secrets', 'do not cover values that look like secrets')
    .action(
      action<[string, string], DiffFlags>(async (run, leftText, rightText) => {
        const { platform, files = false } = run.options;
        const { layers } = run.services;
        const images: ComparedImages = { left: await contentArgument(leftText, run, platform), right: await contentArgument(rightText, run, platform) };
        if (files) {
          await readingUntil(run, layers.readAllCompared(images), async () => {
            const { left, right } = await layers.compare(images);
            return { done: left.readBytes + right.readBytes, total: left.size + right.size };
          }, () => layers.stopCompared(images));
        }
        const compared = await layers.compare(images);
        const isDifferent = compared.config.map(({ left, right }) => left !== right);
        const comparison = run.options.showSecrets === true ? compared : coveredComparison(compared);
        const different = comparison.config.filter((_field, index) => isDifferent[index]);
        const changed = files ? await changedFiles(run, images) : undefined;
        run.out.result({ ...comparison, config: different, ...(changed !== undefined && { changedFiles: changed }) }, () => words(comparison, different, changed));
      }),
    );
}

async function changedFiles(run: CommandRun<DiffFlags>, images: ComparedImages): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for (;;) {
    const query = FilesQuery.parse({ flat: true, changesOnly: true, offset: rows.length, limit: WINDOW });
    const page = await run.services.layers.comparedFiles({ ...images, ...query });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

const SIGN = { added: '+', changed: '~', removed: '-', same: ' ', rewritten: ' ' } as const;
const SIDES = { base: '=', both: '=', left: '-', right: '+' } as const;

function words({ left, right, layers, bytes, problems }: Comparison, config: readonly ConfigDifference[], files: readonly FileRow[] | undefined): string {
  if (left.found.imageDigest === right.found.imageDigest) return 'Both are the same image.\n';
  const parts = [
    config.length === 0
      ? 'The configurations are the same.\n'
      : table(
          [
            { title: 'FIELD', of: ({ group, name }) => `${group}: ${name}` },
            { title: 'LEFT', of: ({ left: value = '' }) => value.slice(0, 60) },
            { title: 'RIGHT', of: ({ right: value = '' }) => value.slice(0, 60) },
          ],
          config,
        ),
    table(
      [
        { title: '', of: ({ where }) => SIDES[where] },
        { title: 'LAYER', of: ({ digest }) => digestWords(digest) },
        { title: 'SIZE', of: ({ size }) => sizeWords(size), align: 'right' },
        { title: 'COMMAND', of: ({ command = '' }) => command.replace(/\s+/g, ' ').slice(0, 80) },
      ],
      layers,
    ),
    `Shared ${sizeWords(bytes.shared)}, left alone ${sizeWords(bytes.left)}, right alone ${sizeWords(bytes.right)}.\n`,
  ];
  if (files !== undefined) {
    const list = table(
      [
        { title: '', of: ({ change }) => SIGN[change] },
        { title: 'BEFORE', of: ({ change, sizeBefore }) => (change === 'added' ? '' : sizeWords(sizeBefore)), align: 'right' },
        { title: 'AFTER', of: ({ change, size }) => (change === 'removed' ? '' : sizeWords(size)), align: 'right' },
        { title: 'PATH', of: ({ path }) => `/${path}` },
      ],
      files,
    );
    parts.push(files.length === 0 ? 'The files are the same.\n' : list);
  }
  return [...parts, ...problems.map((problem) => `${problem}\n`)].join('\n');
}
