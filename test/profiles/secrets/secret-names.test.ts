import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NamedSecrets } from '../../../electron/profiles/secrets/secret-names';
import { MemorySecretStore } from '../memory-secret-store';

test('names of secrets are remembered across processes, without the secrets, until they are deleted', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'berth-names-')), 'secret-names.json');
  const keychain = new MemorySecretStore();
  const [one, other] = [new NamedSecrets(keychain, file), new NamedSecrets(keychain, file)];
  await Promise.all([one.set('a', 'planted-secret'), other.set('b', 'planted-secret'), one.set('c', 'planted-secret')]);
  await other.delete('c');
  expect((await one.accounts()).sort()).toEqual(['a', 'b']);
  expect(await readFile(file, 'utf8')).not.toContain('planted');
  await writeFile(file, 'rubbish');
  expect(await one.accounts()).toEqual([]);
  await one.set('a', 'again');
  expect([await one.accounts(), await other.get('a')]).toEqual([['a'], 'again']);
});
