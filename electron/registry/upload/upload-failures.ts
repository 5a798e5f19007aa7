/** What a registry's refusal says of an upload that had begun. */
import { AppError } from '../../../shared/errors';

/** Codes of the OCI distribution specification for an upload that cannot go on as it was meant to. */
const OF_UPLOADS: readonly string[] = ['BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID', 'RANGE_INVALID'];

/** The upload was forgotten, or goes on elsewhere than was thought (416): a look at where it is, or a fresh one, mends it. */
export function goesOnAnew(thrown: unknown): boolean {
  const { status, code } = refusalOf(thrown);
  if (code !== undefined) return OF_UPLOADS.includes(code) || status === 416;
  return status === 404 || status === 416;
}

/** What the registry had kept and what followed do not make the blob: it has to be sent from its first byte on. */
export const restDiffers = (thrown: unknown): boolean => thrown instanceof AppError && thrown.code === 'digest-mismatch';

function refusalOf(thrown: unknown): { status?: number; code?: string } {
  if (!(thrown instanceof AppError) || typeof thrown.cause !== 'object' || thrown.cause === null) return {};
  return thrown.cause;
}
