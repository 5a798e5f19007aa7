import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { ContentOf, FileRow, Layer, LayersShown } from '../../../../shared/model/content/layers';
import { FilesQuery } from '../../../../shared/model/content/layers';
import type { Action, CommandRun } from '../../command-run';
import { contentArgument } from '../../arguments/content-argument';
import type { Column } from '../../output/table';
import { coveredLayers } from '../../output/image-secrets';
import { table } from '../../output/table';
import { digestWords, sizeWords } from '../../output/words';
import { readingUntil } from './reading';

interface LayersFlags {
  platform?: string;
  files?: boolean;
  waste?: boolean;
  search?: string;
  text?: string;
  showSecrets?: boolean;
}

/** Files of a question at a time. */
const WINDOW = 1000;

/** `berth layers`: what an image is made of; its files are read only when they are asked for, and nothing is unpacked. */
export function addLayers(program: Command, action: Action): void {
  program
    .command('layers <image>')
    .description('list the layers of an image (NAME:TAG, or HOST/NAME:TAG) with the commands that made them')
    .option('--platform <os/arch>', 'of a multi-platform image this one')
    .option('--files', 'read the layers, and list the files of the image')
    .option('--search <text>', 'with --files: only those whose name has this, or fits it where it has * or ?')
    .option('--waste', 'read the layers, and list what later layers overwrite or remove')
    .option('--text <path>', 'read the layers, and write the text of this file as the image has it (256 KiB of it at most)')
    .option('--show-secrets', 'do not cover what looks like a secret in commands')
    .action(
      action<[string], LayersFlags>(async (run, text) => {
        const { platform, files = false, waste = false, search = '', text: path } = run.options;
        const { layers } = run.services;
        const image = await contentArgument(text, run, platform);
        if (files || waste || path !== undefined) {
          await readingUntil(run, layers.readAll(image), async () => {
            const shown = await layers.show(image);
            return { done: shown.layers.reduce((sum, layer) => sum + (layer.state === 'reading' ? layer.readBytes : layer.state === 'read' ? layer.size : 0), 0), total: sizeOf(shown) };
          }, () => layers.stop(image));
        }
        if (path !== undefined) return sayText(run, image, path);
        const told = await layers.show(image);
        const shown = run.options.showSecrets === true ? told : coveredLayers(told);
        if (waste) return sayWaste(run, image, shown);
        if (files) return run.out.list(await allFiles(run, image, search), FILE_COLUMNS, 'No files.');
        run.out.result(shown, () => `${table(LAYER_COLUMNS, shown.layers.map((layer, index) => ({ ...layer, index })))}${shown.layers.length} layers, ${sizeWords(sizeOf(shown))}.\n`);
      }),
    );
}

const sizeOf = ({ layers }: LayersShown): number => layers.reduce((sum, { size }) => sum + size, 0);

const LAYER_COLUMNS: Column<Layer & { index: number }>[] = [
  { title: '#', of: ({ index }) => String(index + 1), align: 'right' },
  { title: 'DIGEST', of: ({ digest }) => digestWords(digest) },
  { title: 'SIZE', of: ({ size }) => sizeWords(size), align: 'right' },
  { title: 'COMMAND', of: ({ command = '' }) => command.replace(/\s+/g, ' ').slice(0, 100) },
];

const FILE_COLUMNS: Column<FileRow>[] = [
  { title: 'MODE', of: ({ mode }) => mode.toString(8).padStart(4, '0') },
  { title: 'OWNER', of: ({ uid, gid }) => `${uid}:${gid}` },
  { title: 'SIZE', of: ({ size }) => String(size), align: 'right' },
  { title: 'LAYER', of: ({ layer }) => (layer === undefined ? '' : String(layer + 1)), align: 'right' },
  { title: 'PATH', of: ({ path, link }) => (link === undefined ? `/${path}` : `/${path} -> ${link}`) },
];

async function allFiles(run: CommandRun<LayersFlags>, image: ContentOf, search: string): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for (;;) {
    const query = FilesQuery.parse({ search, flat: true, offset: rows.length, limit: WINDOW });
    const page = await run.services.layers.files({ ...image, ...query });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

async function sayText(run: CommandRun<LayersFlags>, image: ContentOf, asked: string): Promise<void> {
  const path = asked.replace(/^\/+/, '');
  const file = (await allFiles(run, image, path)).find((row) => row.path === path);
  if (file?.layer === undefined) throw new AppError('file-not-found', `The image has no file /${path}.`, { hint: 'berth layers IMAGE --files lists those it has.' });
  const told = await run.services.layers.text({ ...image, layer: file.layer, path });
  if (told.binary) throw new AppError('unsupported', `/${path} is no text.`, { hint: 'Pull the image, or export it, and look there.' });
  if (told.cut && !run.out.json) run.out.note(`berth: the file is longer: ${told.size} bytes.`);
  run.out.result({ path, layer: file.layer, ...told }, () => told.text);
}

async function sayWaste(run: CommandRun<LayersFlags>, image: ContentOf, shown: LayersShown): Promise<void> {
  const waste = await run.services.layers.waste({ ...image, offset: 0, limit: WINDOW });
  const { efficiency = 1, wastedBytes = 0 } = shown.total ?? {};
  run.out.result({ ...shown, waste }, () => {
    const numbers = (layers: readonly number[]): string => layers.map((layer) => layer + 1).join(', ');
    const rows = table(
      [
        { title: 'WASTED', of: ({ wasted }) => sizeWords(wasted), align: 'right' },
        { title: 'LAYERS', of: ({ layers, removedIn }) => `${numbers(layers)}${removedIn === undefined ? '' : `, removed in ${removedIn + 1}`}` },
        { title: 'PATH', of: ({ path }) => `/${path}` },
      ],
      waste.rows,
    );
    return `${waste.rows.length === 0 ? '' : rows}Efficiency ${(efficiency * 100).toFixed(1)} %, ${sizeWords(wastedBytes)} wasted.\n`;
  });
}
