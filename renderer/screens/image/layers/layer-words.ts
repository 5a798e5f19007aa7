import { maskCommand } from '../../../../shared/image/looks-secret';
import type { Layer, LayersShown } from '../../../../shared/model/content/layers';

/** A command of the history without what the builder put around it: `RUN apk add curl`, `COPY . /app`; what looks like a secret is covered. */
export function commandText(command: string): string {
  const text = maskCommand(command).replace(/\s+/g, ' ').trim();
  // BuildKit: “RUN /bin/sh -c x # buildkit”, arguments first as “|1 A=b /bin/sh -c x”; the old builder: “/bin/sh -c #(nop) COPY x”, “/bin/sh -c x”.
  const withoutBuilder = text.replace(/ # buildkit$/, '').replace(/^\|\d+ (?:\S+=\S* )*(?=\/bin\/sh)/, '');
  const nop = /^\/bin\/sh -c #\(nop\)\s+(.*)$/.exec(withoutBuilder);
  if (nop !== null) return nop[1] ?? '';
  return withoutBuilder.replace(/^(?:RUN )?\/bin\/sh -c /, 'RUN ');
}

/** Compressed bytes of all layers. */
export const sizeOf = ({ layers }: Pick<LayersShown, 'layers'>): number =>
  layers.reduce((sum, { size }) => sum + size, 0);

/** Compressed bytes that have come. */
export const readOf = ({ layers }: Pick<LayersShown, 'layers'>): number =>
  layers.reduce(
    (sum, { state, size, readBytes }) => sum + (state === 'read' || state === 'failed' ? size : readBytes),
    0,
  );

/** Why not everything of a layer is shown; nothing when it is. */
export function problemWords({ error, problem, refused }: Layer): string | undefined {
  if (error !== undefined) return error.message;
  const left = refused === undefined ? '' : `${refused} with paths that lead out of the image are left out`;
  if (problem !== undefined) return `Not all is known: ${problem}.`;
  return left === '' ? undefined : `Entries: ${left}.`;
}

/** Whether the files of a layer can be listed by now: it and those below it are read. */
export const isListable = ({ layers }: LayersShown, index: number): boolean =>
  layers.slice(0, index + 1).every(({ state }) => state === 'read' || state === 'failed');
