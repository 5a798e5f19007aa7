import type { Image } from '../../../../shared/model/image';

export type SaveFormat = 'docker-archive' | 'oci-archive' | 'oci-folder';

export const FORMATS: readonly { value: SaveFormat; label: string; hint: string }[] = [
  { value: 'docker-archive', label: 'Docker archive', hint: 'A tar for docker load; one platform' },
  {
    value: 'oci-archive',
    label: 'OCI archive',
    hint: 'A tar with every platform, for podman, skopeo and containerd',
  },
  { value: 'oci-folder', label: 'OCI folder', hint: 'The same as a folder, which must be new or empty' },
];

/** `payments/api:v2` → `api-v2.tar`: a name for the file, with nothing in it that a file system minds. */
export function suggestedName(repository: string, { tags, digest }: Image, format: SaveFormat): string {
  const own = repository.slice(repository.lastIndexOf('/') + 1);
  const name = `${own}-${tags[0] ?? digest.slice(7, 19)}`.replace(/[^\w.-]+/g, '-').slice(0, 120);
  return format === 'oci-folder' ? name : `${name}${format === 'oci-archive' ? '.oci' : ''}.tar`;
}

/** The folder a file lies in, on any system; the path itself for a root. */
export function folderOf(path: string): string {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return at <= 0 ? path.slice(0, 1) : path.slice(0, at);
}

/** One sentence saying what is wrong with a typed path, or nothing. It must be whole: the window has no folder of its own. */
export function pathProblem(path: string): string | undefined {
  return /^(\/|[a-zA-Z]:[\\/]|\\\\)./.test(path.trim())
    ? undefined
    : 'Give the whole path, or choose it with the button.';
}
