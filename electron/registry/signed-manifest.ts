/** Docker's manifests of schema 1 carry their signatures with them; the digest is of the payload alone (distribution, “libtrust JSON signature”). */

/** The payload that the digest of a signed manifest is of; the bytes themselves for any other. */
export function digestedBytes(bytes: Buffer, mediaType: string): Buffer {
  if (!/docker\.distribution\.manifest\.v1\+prettyjws/.test(mediaType)) return bytes;
  try {
    const { signatures } = JSON.parse(bytes.toString('utf8')) as { signatures?: { protected?: unknown }[] };
    const text = signatures?.[0]?.protected;
    if (typeof text !== 'string') return bytes;
    const { formatLength, formatTail } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as { formatLength?: unknown; formatTail?: unknown };
    if (typeof formatLength !== 'number' || typeof formatTail !== 'string') return bytes;
    return Buffer.concat([bytes.subarray(0, formatLength), Buffer.from(formatTail, 'base64url')]);
  } catch {
    // Signed by nobody: then its digest is of all of it, or it does not hold.
    return bytes;
  }
}
