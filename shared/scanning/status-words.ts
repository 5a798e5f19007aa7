import type { ImageScan, ScanStatus } from '../model/findings';

/** How far a scan is, as a sentence of its own. */
export const STATUS_WORDS: Readonly<Record<ScanStatus, string>> = {
  never: 'Never scanned',
  pending: 'Waits for its scan',
  scanning: 'Being scanned',
  complete: 'Scanned',
  active: 'Watched by Amazon Inspector',
  failed: 'The scan failed',
  unsupported: 'Cannot be scanned',
  expired: 'Too old: Amazon Inspector no longer looks at it',
  limit: 'Not scanned: a limit of Amazon Inspector is reached',
  unavailable: 'Findings are not available',
  archived: 'Archived images are not scanned',
};

/** What a person can do where there are no findings to show. */
export const STATUS_HINTS: Readonly<Record<ScanStatus, string>> = {
  never: 'Start a scan, or have every image of the repository scanned when it is pushed.',
  pending: 'It begins by itself; this usually takes some minutes.',
  scanning: 'This usually takes less than a minute.',
  complete: '',
  active: '',
  failed: 'Scan it again; a damaged image, or one of a kind that is not known, fails each time.',
  unsupported: 'ECR scans Linux images of the common distributions; this one is of another kind, or of nothing at all.',
  expired: 'Push it again, or have Inspector look at images for longer, in its settings.',
  limit: 'Amazon Inspector has limits on sizes and numbers; its console says which one.',
  unavailable: 'Try again in a few minutes.',
  archived: 'Restore it first.',
};

/** Whether there is a result to show. */
export const isScanned = ({ status }: ImageScan): boolean => status === 'complete' || status === 'active';
