/** Findings of images, and where images are in use. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ActivityLog } from '../changes/log/activity-log';
import { writeAtomically } from '../files/write-atomically';
import { awsServices } from '../image-use/aws-services';
import { ImageUses } from '../image-use/image-uses';
import { inspectorUses } from '../image-use/inspector-uses';
import { localContainers } from '../image-use/local-containers';
import { configureRegistry } from '../scanning/configure-registry';
import type { InventoryStore } from '../inventory/store/inventory-store';
import { Scanning } from '../scanning/scanning';
import { scannedImages } from '../scanning/scanned-images';
import { ScanReports, type ScanReport } from '../scanning/scan-reports';
import { scanSummaries } from '../scanning/scan-summaries';
import { WatchStore } from '../scanning/watch-file';
import { Watches } from '../scanning/watches';
import type { RepositoryKey } from '../../shared/model/repository';
import { after, sleep } from '../timing';
import type { AwsSide } from './aws';
import type { BerthSurroundings } from './surroundings';
import type { DockerAuthSide } from './docker-auth';

export type ImageUsesSide = ReturnType<typeof composeImageUses>;

/** Who uses images; changes ask it before they are made. */
export function composeImageUses({ clients, settings }: Pick<AwsSide, 'clients' | 'settings'>, { tokens }: Pick<DockerAuthSide, 'tokens'>, docker: Parameters<typeof localContainers>[0]) {
  const imageUses = new ImageUses({
    local: localContainers(docker),
    services: awsServices(clients),
    inspector: inspectorUses(clients),
    isAskedOf: (profile) => settings.current().askUses.includes(profile),
    hostOf: async ({ profile, region, registry }) => (registry === 'public' ? 'public.ecr.aws' : (await tokens.tokenFor({ profile, region })).host),
    now: Date.now,
    after,
  });
  return { imageUses };
}

/** A watched repository is looked at through its newest images: what runs is seldom older. */
const WATCHED_IMAGES = 20;

/** Scans, their findings, and what is watched for new ones. */
export function composeScanning(
  { folders, log, launchStoreThread }: Pick<BerthSurroundings, 'folders' | 'log' | 'launchStoreThread'>,
  { clients }: Pick<AwsSide, 'clients'>,
  { tokens }: Pick<DockerAuthSide, 'tokens'>,
  { activityLog, inventoryStore }: { activityLog: Pick<ActivityLog, 'add'>; inventoryStore: Pick<InventoryStore, 'placeOf' | 'noteImages'> },
) {
  const note = async (repository: RepositoryKey, report: ScanReport): Promise<void> => {
    const notes = scanSummaries(report);
    const uri = notes.length === 0 ? undefined : await inventoryStore.placeOf(repository);
    if (uri !== undefined) await inventoryStore.noteImages(uri, notes);
  };
  const scanReports = new ScanReports({
    clients,
    now: Date.now,
    // A command reads for itself alone: the index is the window's.
    ...(launchStoreThread !== undefined && { read: (repository, report) => void note(repository, report).catch(log) }),
  });
  const scanning = new Scanning({ clients, reports: scanReports, sleep, write: writeAtomically });
  const ofRepository = (repository: RepositoryKey, options: { most?: number; fresh?: boolean } = {}) => scannedImages({ clients, reports: scanReports }, repository, options);
  const watches = new Watches({
    store: new WatchStore(join(folders.data, 'watches.json')),
    report: (image) => scanReports.of(image, { fresh: true }),
    images: (repository) => ofRepository(repository, { most: WATCHED_IMAGES }),
    after,
    now: Date.now,
  });
  const configureScanning = (input: Parameters<typeof configureRegistry>[1]): Promise<void> =>
    configureRegistry(
      {
        clients,
        // What is done at AWS is done, whether it can be written down or not.
        log: { add: (kept) => activityLog.add(kept).catch(log) },
        hostOf: async (scope) => (await tokens.tokenFor(scope)).host,
        now: Date.now,
        newId: randomUUID,
      },
      input,
    );
  return { scanReports, scanning, watches, configureScanning, imagesWithScans: ofRepository };
}
