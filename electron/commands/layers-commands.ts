import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const layersCommands = ({ layers }: Pick<Berth, 'layers'>): HandlersOf<'layers'> & HandlersOf<'compare'> => ({
  'layers.show': (image) => layers.show(image),
  'layers.read': (image) => layers.read(image),
  'layers.stop': (image) => layers.stop(image),
  'layers.files': (query) => layers.files(query),
  'layers.waste': (query) => layers.waste(query),
  'layers.text': (query) => layers.text(query),
  'compare.show': (images) => layers.compare(images),
  'compare.read': (images) => layers.readCompared(images),
  'compare.stop': (images) => layers.stopCompared(images),
  'compare.files': (query) => layers.comparedFiles(query),
});
