import type { ScannedImage } from '../../shared/model/findings';
import type { Berth } from '../berth';
import { readScanningConfiguration } from '../scanning/registry-configuration';
import { watchedImages } from '../scanning/watched-images';
import type { HandlersOf } from './handlers-of';

type ScanningHandlers = HandlersOf<'use'> & HandlersOf<'findings'> & HandlersOf<'scan'> & HandlersOf<'watch'>;

export const scanningCommands = ({ imageUses, settings, scanning, watches, clients, configureScanning, imagesWithScans }: Berth): ScanningHandlers => ({
  'use.query': (query) => imageUses.query(query, new AbortController().signal),
  'use.turn': (change) => settings.setUsesAsked(change),
  'findings.query': (query) => scanning.query(query),
  'findings.export': (input) => scanning.export(input),
  'findings.compare': (input) => scanning.compare(input),
  'findings.images': async ({ repository, fresh }): Promise<{ images: ScannedImage[] }> => ({
    images: repository === undefined ? await watchedImages(watches.state(), (key) => imagesWithScans(key, { fresh })) : await imagesWithScans(repository, { fresh }),
  }),
  'findings.show': async (name) => watches.want(name),
  'scan.start': (image) => scanning.start(image),
  'scan.configuration': (scope) => readScanningConfiguration(clients, scope),
  'scan.configure': (input) => configureScanning(input),
  'watch.set': (watch) => watches.set(watch),
  'watch.remove': (name) => watches.remove(name),
});
