/** `sha256:0123456789ab…` → `0123456789ab`: what one needs to tell two digests apart. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** `team/web/api` → namespace `team/web/` and own name `api`. */
export function splitName(name: string): { namespace: string; own: string } {
  const slash = name.lastIndexOf('/');
  return { namespace: name.slice(0, slash + 1), own: name.slice(slash + 1) };
}

/** `123456789012` → `1234 5678 9012`: easier to compare by eye. */
export const spacedAccount = (account: string): string =>
  account.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1 $2 $3');
