import type { ImageScan } from '../../../shared/model/findings';
import { STATUS_WORDS } from '../../../shared/scanning/status-words';
import { dateWords } from './words';

/** “linux/amd64: Scanned (2026-11-21 14:00)”, one for each image, joined. */
export const scanWords = (scans: readonly ImageScan[]): string =>
  scans.map(({ platform, status, scannedAt }) => `${platform === undefined ? '' : `${platform}: `}${STATUS_WORDS[status]}${scannedAt === undefined ? '' : ` (${dateWords(scannedAt)})`}`).join('; ');
