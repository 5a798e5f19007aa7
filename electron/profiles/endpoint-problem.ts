import { isLoopbackHost } from '../../shared/ecr/registry-host';

/** What is wrong with a custom endpoint, in one sentence: keys and tokens go there, so plain http stays on this computer. */
export function endpointProblem(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'The endpoint is not a URL.';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'An endpoint begins with https:// (or http:// on this computer).';
  if (url.username !== '' || url.password !== '') return 'An endpoint carries no user name and password.';
  if (url.protocol === 'http:' && !isLoopbackHost(url.host)) return 'An endpoint in plain http must be on this computer.';
  return undefined;
}
