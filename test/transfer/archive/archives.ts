/** Archives as tools write them, made by hand so that each can be spoiled in one place. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pack as packTar } from 'tar-stream';

export type Files = Record<string, Buffer | string | { link: string }>;

export const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** What a file of these says. */
export const textOf = (files: Files, path: string): string => {
  const content = files[path];
  if (content === undefined || (typeof content === 'object' && 'link' in content)) throw new Error(`there is no text at ${path}`);
  return content.toString();
};

/** A tar of these files, in this order. */
export async function tarOf(files: Files): Promise<Buffer> {
  const pack = packTar();
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'object' && 'link' in content) pack.entry({ name, type: 'symlink', linkname: content.link });
    else pack.entry({ name }, Buffer.from(content));
  }
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Writes files into a folder. */
export async function folderOf(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) await writeFile(join(folder, name), content);
  }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** What `docker save` of an engine before 25 writes, of one layer an image. */
export async function dockerSaved(images: { name: string; architecture?: string; content?: string }[]): Promise<Files> {
  const files: Files = {};
  const manifest: object[] = [];
  for (const { name, architecture = 'amd64', content = name } of images) {
    const layer = await tarOf({ 'file.txt': content });
    const config = json({ os: 'linux', architecture, config: { Labels: { kept: 'yes' } }, rootfs: { type: 'layers', diff_ids: [sha256(layer)] } });
    const id = sha256(config).slice(7);
    const layerId = sha256(layer).slice(7).split('').reverse().join('');
    Object.assign(files, { [`${layerId}/VERSION`]: '1.0', [`${layerId}/layer.tar`]: layer, [`${id}.json`]: config });
    manifest.push({ Config: `${id}.json`, RepoTags: [name], Layers: [`${layerId}/layer.tar`] });
  }
  return { ...files, 'manifest.json': json(manifest), repositories: '{}' };
}

/** A layer blob, and how its descriptor calls it. */
export interface LayoutLayer {
  bytes: Buffer;
  mediaType: string;
}

/** An OCI layout of an index with one image a platform, or of a lone image. */
export function ociLayout({ name, platforms, layer }: { name: string; platforms: string[]; layer: LayoutLayer }): Files {
  const files: Files = { 'oci-layout': '{"imageLayoutVersion":"1.0.0"}' };
  const put = (bytes: Buffer): { digest: string; size: number } => {
    files[`blobs/sha256/${sha256(bytes).slice(7)}`] = bytes;
    return { digest: sha256(bytes), size: bytes.length };
  };
  const layers = [{ mediaType: layer.mediaType, ...put(layer.bytes) }];
  const images = platforms.map((each) => {
    const [os = '', architecture = ''] = each.split('/');
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', ...put(json({ os, architecture, rootfs: { diff_ids: [] } })) };
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    return { mediaType, ...put(json({ schemaVersion: 2, mediaType, config, layers })), platform: { os, architecture } };
  });
  const indexType = 'application/vnd.oci.image.index.v1+json';
  const root = images.length === 1 ? { ...images[0], platform: undefined } : { mediaType: indexType, ...put(json({ schemaVersion: 2, mediaType: indexType, manifests: images })) };
  files['index.json'] = json({ schemaVersion: 2, manifests: [{ ...root, annotations: { 'org.opencontainers.image.ref.name': name } }] });
  return files;
}
