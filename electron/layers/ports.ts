/** Everything that can be asked about the content of images: in this thread, or in the one that does the work. */
import type { ContentOf, FilePage, FileText, FileTextQuery, LayerFilesQuery, LayersShown, WastePage, WasteQuery } from '../../shared/model/content/layers';
import type { ComparedFilesQuery, ComparedImages, Comparison } from '../../shared/model/content/compare';

export interface LayerQueries {
  show(of: ContentOf): Promise<LayersShown>;
  read(of: ContentOf): Promise<void>;
  /** Reads all layers and waits for that. */
  readAll(of: ContentOf): Promise<void>;
  stop(of: ContentOf): Promise<void>;
  files(query: LayerFilesQuery): Promise<FilePage>;
  waste(query: WasteQuery): Promise<WastePage>;
  /** The beginning of a file of one layer. */
  text(query: FileTextQuery): Promise<FileText>;
  compare(images: ComparedImages): Promise<Comparison>;
  readCompared(images: ComparedImages): Promise<void>;
  readAllCompared(images: ComparedImages): Promise<void>;
  stopCompared(images: ComparedImages): Promise<void>;
  comparedFiles(query: ComparedFilesQuery): Promise<FilePage>;
}

/** Their names, for whoever passes questions on. */
export const LAYER_QUERIES = ['show', 'read', 'readAll', 'stop', 'files', 'waste', 'text', 'compare', 'readCompared', 'readAllCompared', 'stopCompared', 'comparedFiles'] as const satisfies readonly (keyof LayerQueries)[];
