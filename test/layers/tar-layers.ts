/** Layers made in memory, and what a plain model makes of them. */
import { createHash } from 'node:crypto';
import { pack, type Header } from 'tar-stream';
import type { ContentSource, Descriptor } from '../../electron/registry/content';
import type { LayerFiles } from '../../electron/layers/files/layer-files';
import { readLayer, type ListingLimits } from '../../electron/layers/read-layer';

export type Line = Partial<Header> & { name: string; content?: string };

/** A tar of these entries. */
export async function tarOf(lines: readonly Line[]): Promise<Buffer> {
  const archive = pack();
  for (const { content, ...header } of lines) archive.entry(header, content ?? '');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Hands bytes out in pieces of `piece`, checked against the digest as a registry's are. */
export const sourceOf = (bytes: Buffer, piece = 1 << 16): Pick<ContentSource, 'read'> => ({
  read: async (_descriptor, sink) => {
    for (let at = 0; at < bytes.length; at += piece) await sink(Buffer.from(bytes.subarray(at, at + piece)));
  },
});

export const descriptorOf = (bytes: Buffer): Descriptor => ({
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  size: bytes.length,
});

export const listed = (bytes: Buffer, { piece, limits }: { piece?: number; limits?: ListingLimits } = {}): Promise<LayerFiles> =>
  readLayer({ source: sourceOf(bytes, piece), descriptor: descriptorOf(bytes), signal: new AbortController().signal, ...(limits !== undefined && { limits }) });
