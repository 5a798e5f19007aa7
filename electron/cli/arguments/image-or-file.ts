import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether `berth push` is given a file or folder to push, or the name of an image in Docker. */
export async function isArchive(text: string): Promise<boolean> {
  if (/^(\.{0,2}\/|~)|\.(tar|tar\.gz|tgz)$/i.test(text)) return true;
  const found = await stat(text).catch(() => undefined);
  if (found?.isFile() === true) return true;
  // A folder called like an image is none, unless it is an OCI layout.
  return (
    found?.isDirectory() === true &&
    (await stat(join(text, 'oci-layout')).catch(() => undefined)) !== undefined
  );
}
