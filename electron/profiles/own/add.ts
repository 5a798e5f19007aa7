import { AppError } from '../../../shared/errors';
import { AddRoleProfile, AddSourcedProfile, AddSsoProfile, AddStaticProfile } from '../../../shared/model/profile';
import { profileAccount } from '../secret-store';
import type { OwnProfile } from './own-profile';
import { checked, keepSurely, refuseBadEndpoint, refuseTaken, type OwnProfilePorts } from './ports';

/** Adds a profile with a static key. When the keychain does not take the secret, nothing is added. */
export async function addStatic(ports: OwnProfilePorts, input: AddStaticProfile): Promise<void> {
  const { secretAccessKey, ...entry } = checked(AddStaticProfile, input);
  const own: OwnProfile = { ...entry, kind: 'static' };
  const list = await ready(ports, [own]);
  await addWithSecret(ports, [...list, own], { own, secretAccessKey });
}

/** A secret without an entry would be out of everybody's sight, so it goes when the entry cannot be written. */
export async function addWithSecret(ports: OwnProfilePorts, list: readonly OwnProfile[], added: { own: OwnProfile & { kind: 'static' }; secretAccessKey: string }): Promise<void> {
  const { own, secretAccessKey } = added;
  const account = profileAccount(own.name);
  const undo = (): Promise<void> => ports.secrets.delete(account).catch(() => undefined);
  await keepSurely(ports.secrets, { account, secret: JSON.stringify({ accessKeyId: own.accessKeyId, secretAccessKey }) }, undo);
  try {
    await ports.own.write(list);
  } catch (thrown) {
    await undo();
    throw thrown;
  }
}

/** Adds a profile that assumes a role with another profile. */
export async function addRole(ports: OwnProfilePorts, input: AddRoleProfile): Promise<void> {
  const entry = checked(AddRoleProfile, input);
  if (entry.sourceProfile === entry.name)
    throw new AppError('invalid-input', 'A profile cannot assume its role from itself.', { hint: 'Choose another source profile.' });
  ports.find(entry.sourceProfile);
  await add(ports, [{ ...entry, kind: 'assume-role' }]);
}

/** Adds profiles that sign in through IAM Identity Center: all of them, or none. */
export async function addSso(ports: OwnProfilePorts, inputs: readonly AddSsoProfile[]): Promise<void> {
  await add(ports, inputs.map((input) => ({ ...checked(AddSsoProfile, input), kind: 'sso' as const })));
}

/** Adds a profile whose keys come from somewhere else. */
export async function addSourced(ports: OwnProfilePorts, input: AddSourcedProfile): Promise<void> {
  const entry = checked(AddSourcedProfile, input);
  if (entry.kind === 'process' && /[\r\n\0]/.test(entry.command))
    throw new AppError('invalid-input', 'The command of a program stands on one line.', { hint: 'Put several steps into a script.' });
  await add(ports, [entry]);
}

async function add(ports: OwnProfilePorts, entries: readonly OwnProfile[]): Promise<void> {
  await ports.own.write([...(await ready(ports, entries)), ...entries]);
}

/** The list as it is, once every new entry may join it. */
async function ready(ports: OwnProfilePorts, entries: readonly OwnProfile[]): Promise<OwnProfile[]> {
  const list = await ports.own.read();
  entries.forEach((entry, index) => {
    refuseBadEndpoint(entry.endpointUrl);
    refuseTaken(entry.name, [...list, ...entries.slice(0, index)], ports.definitions());
  });
  return list;
}
