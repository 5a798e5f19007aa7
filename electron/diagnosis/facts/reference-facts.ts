import { parseImageReference } from '../../../shared/ecr/image-reference';
import { hostOfEndpoint } from '../../../shared/ecr/registry-host';
import { toWireError } from '../../../shared/errors';
import type { DiagnosisFacts } from '../diagnosis-facts';

/** `HOST[:PORT]`: with a dot, or on this computer; a port is made of digits alone, and a tag after a plain name is none. */
const BARE_HOST = /^(localhost|\[[0-9a-f:]+\]|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d{1,5})?$/;

/** Reads what a person wrote: an image, or a registry alone (also as a URL). */
export function referenceFacts(text: string): DiagnosisFacts['reference'] {
  const host = hostOfEndpoint(text.trim()).toLowerCase();
  const isBare = !text.trim().replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '').includes('/');
  if (isBare && BARE_HOST.test(host)) return { state: 'fine', value: { host, repository: '' }, hostOnly: true };
  try {
    return { state: 'fine', value: parseImageReference(text.trim()), hostOnly: false };
  } catch (thrown) {
    return { state: 'invalid', error: toWireError(thrown) };
  }
}
