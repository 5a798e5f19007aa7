import { AppError } from '../../../shared/errors';
import { EditProfile } from '../../../shared/model/profile';
import { readPair } from '../aws-files';
import { profileAccount } from '../secret-store';
import { KIND_WORDS, OwnProfile } from './own-profile';
import { checked, dependentsOf, keepSurely, ownEntry, refuseBadEndpoint, refuseTaken, type OwnProfilePorts } from './ports';

type Field = Exclude<keyof EditProfile, 'name' | 'newName' | 'secretAccessKey'>;

/** What of a profile can be changed, by its kind. */
const FIELDS: Readonly<Record<OwnProfile['kind'], readonly Field[]>> = {
  static: ['accessKeyId'],
  'assume-role': ['roleArn', 'sourceProfile', 'externalId', 'mfaSerial', 'sessionName', 'durationSeconds'],
  sso: [],
  process: ['command'],
  'web-identity': ['roleArn', 'tokenFile', 'sessionName'],
  environment: [],
  container: [],
  instance: [],
};

/** How people call those fields. */
const WORDS: Readonly<Record<Field, string>> = {
  region: 'region', endpointUrl: 'endpoint', accessKeyId: 'access key', roleArn: 'role', sourceProfile: 'source profile', externalId: 'external id',
  mfaSerial: 'MFA device', sessionName: 'session name', durationSeconds: 'duration', command: 'command', tokenFile: 'token file',
};

/** An entry with a change applied: what is left out stays, `null` takes away. @throws AppError `invalid-input`. */
export function edited(entry: OwnProfile, input: EditProfile): OwnProfile {
  const { name, newName = name, secretAccessKey, ...fields } = input;
  const allowed: readonly string[] = [...FIELDS[entry.kind], 'region', 'endpointUrl'];
  const next: Record<string, unknown> = { ...entry, name: newName };
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (!allowed.includes(field))
      throw new AppError('invalid-input', `Profile ${name} gets its credentials from ${KIND_WORDS[entry.kind]}: it has no ${WORDS[field as Field]}.`, { hint: 'Add another profile for that.' });
    if (value === null) delete next[field];
    else next[field] = value;
  }
  if (secretAccessKey !== undefined && entry.kind !== 'static')
    throw new AppError('invalid-input', `Profile ${name} gets its credentials from ${KIND_WORDS[entry.kind]}: it has no secret access key.`, { hint: 'Add another profile for that.' });
  if (input.accessKeyId !== undefined && secretAccessKey === undefined)
    throw new AppError('invalid-input', 'A new access key id comes with its own secret access key.', { hint: 'Give both.' });
  return checked(OwnProfile, next);
}

/**
 * Changes one of Berth's own profiles. A new name takes everything along that refers to it; its secret is written and verified
 * under the new name before the old one goes. A failure leaves everything as it was.
 * @throws AppError `invalid-input`, `profile-exists`, `profile-not-found`, `unsupported`, or what the keychain says.
 */
export async function editOwn(ports: OwnProfilePorts, given: EditProfile): Promise<void> {
  const input = checked(EditProfile, given);
  const list = await ports.own.read();
  const entry = ownEntry(list, ports.find(input.name), 'Change');
  refuseBadEndpoint(input.endpointUrl);
  const next = edited(entry, input);
  if (next.kind === 'assume-role') refuseSource(ports, { name: entry.name, source: next.sourceProfile });
  const renamed = next.name !== entry.name;
  if (renamed) await refuseRename(ports, list, { entry, to: next.name });

  const undo = await moveSecret(ports, { from: entry.name, to: next.name, next, secretAccessKey: input.secretAccessKey });
  try {
    await ports.own.write(list.map((own) => (own === entry ? next : followSource(own, entry.name, next.name))));
  } catch (thrown) {
    await undo();
    throw thrown;
  }
  if (!renamed) return;
  await ports.settings.renameProfile?.(entry.name, next.name);
  await ports.renamed(entry.name, next.name);
  // The secret is safe under its new name; an old copy that cannot be removed now is no reason to fail.
  if (entry.kind === 'static') await ports.secrets.delete(profileAccount(entry.name)).catch(() => undefined);
}

const followSource = (own: OwnProfile, from: string, to: string): OwnProfile =>
  own.kind === 'assume-role' && own.sourceProfile === from ? { ...own, sourceProfile: to } : own;

function refuseSource(ports: OwnProfilePorts, { name, source }: { name: string; source: string }): void {
  const seen = new Set([name]);
  let next: string | undefined = source;
  while (next !== undefined) {
    if (seen.has(next)) throw new AppError('invalid-input', `Profile ${name} would assume its role from itself.`, { hint: 'Choose another source profile.' });
    seen.add(next);
    const found: string | undefined = next === source ? ports.find(next).sourceProfile : ports.definitions().find((known) => known.name === next)?.sourceProfile;
    // A profile of the files may be its own source: its own keys assume its role.
    next = found === next ? undefined : found;
  }
}

async function refuseRename(ports: OwnProfilePorts, list: readonly OwnProfile[], { entry, to }: { entry: OwnProfile; to: string }): Promise<void> {
  const from = entry.name;
  refuseTaken(to, list, ports.definitions());
  const inFiles = dependentsOf(from, ports.definitions()).find(({ source }) => source === 'aws-files');
  if (inFiles !== undefined)
    throw new AppError('invalid-input', `Profile ${inFiles.name} in ${inFiles.file ?? 'the AWS files'} takes its role with ${from}, so ${from} keeps its name.`, {
      hint: 'Change its source_profile there first.',
    });
  // What is left of it there would come to light under the old name, and may ask Berth for that name.
  const remnant = entry.kind === 'static' && entry.importedFrom !== undefined ? (await readPair(entry.importedFrom, {})).profiles.find(({ name }) => name === from) : undefined;
  if (remnant !== undefined)
    throw new AppError('invalid-input', `Profile ${from} is also in ${remnant.file ?? 'the AWS files'}, for AWS tools, so it keeps its name.`, { hint: 'Remove it there first, or give it a label.' });
}

interface SecretMove {
  from: string;
  to: string;
  next: OwnProfile;
  secretAccessKey: string | undefined;
}

/** Puts the secret where the changed profile looks for it; answers how to take that back. */
async function moveSecret({ secrets }: OwnProfilePorts, { from, to, next, secretAccessKey }: SecretMove): Promise<() => Promise<void>> {
  if (next.kind !== 'static' || (from === to && secretAccessKey === undefined)) return async () => undefined;
  const before = await secrets.get(profileAccount(from));
  const secret = secretAccessKey === undefined ? before : JSON.stringify({ accessKeyId: next.accessKeyId, secretAccessKey });
  if (secret === undefined)
    throw new AppError('credentials-missing', `The keychain does not give out the secret of profile ${from}.`, { hint: 'Unlock the keychain and try again, or type the secret access key anew.' });
  const undo = async (): Promise<void> => {
    if (from !== to) await secrets.delete(profileAccount(to)).catch(() => undefined);
    else if (before !== undefined) await secrets.set(profileAccount(to), before).catch(() => undefined);
  };
  await keepSurely(secrets, { account: profileAccount(to), secret }, undo);
  return undo;
}
