import { rm } from 'node:fs/promises';
import { AppError } from '../../../shared/errors';
import { AddStaticProfile, ImportProfile } from '../../../shared/model/profile';
import { readStaticKey } from '../aws-files';
import type { StaticKey } from '../aws-profiles';
import type { OwnProfile } from '../own/own-profile';
import { checked, keepSurely, type OwnProfilePorts } from '../own/ports';
import type { AwsFilePair, ProfileDefinition } from '../profile-definition';
import { profileAccount } from '../secret-store';
import { backUp, readAwsFile, replaceAwsFile, type AwsFileText } from './aws-file-edit';
import { credentialProcessLine } from './credential-process-line';
import { setsKey, withoutPlainTextKey } from './plain-text-key';

export interface ImportPorts extends OwnProfilePorts {
  env: Readonly<Record<string, string | undefined>>;
  berthCommand?: readonly string[];
}

/** What an import left behind. */
export interface Imported {
  /** Copies of the AWS files as they were, with the key in them; whoever is content removes them. */
  backups: string[];
}

/**
 * Moves the static key of a profile of the AWS files into the keychain, from where Berth uses it from now on. In the files it stays,
 * goes, or makes way for a line that asks Berth. To take an import back, put the backup in its place and remove Berth's profile.
 * @throws AppError `unsupported` for what is no lasting key, `credentials-missing`, what the keychain says, what the files say;
 *   nothing is changed then.
 */
export async function importProfile(ports: ImportPorts, given: ImportProfile): Promise<Imported> {
  const { name, plainText } = checked(ImportProfile, given);
  const definition = ports.find(name);
  const list = await ports.own.read();
  const known = list.find((own) => own.name === name);
  const pair = pairOf(definition, known);
  const key = await lastingKey(pair, name);
  const edits = plainText === 'keep' ? [] : await editsOf(ports, { pair, name, replace: plainText === 'replace' });

  const account = profileAccount(name);
  const before = known === undefined ? undefined : await ports.secrets.get(account);
  const undo = async (): Promise<void> => {
    if (before !== undefined) await ports.secrets.set(account, before).catch(() => undefined);
    else if (known === undefined) await ports.secrets.delete(account).catch(() => undefined);
  };
  const entry = entryOf(definition, key, pair);
  await keepSurely(ports.secrets, { account, secret: JSON.stringify({ accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey }) }, undo);
  try {
    await ports.own.write([...list.filter((own) => own !== known), entry]);
  } catch (thrown) {
    await undo();
    throw thrown;
  }
  try {
    return { backups: await apply(edits) };
  } catch (thrown) {
    await ports.own.write(list);
    await undo();
    throw thrown;
  }
}

function pairOf(definition: ProfileDefinition, own: OwnProfile | undefined): AwsFilePair {
  const { name, kind, files } = definition;
  const pair = own?.kind === 'static' ? own.importedFrom : files;
  if (pair === undefined) throw new AppError('unsupported', `Profile ${name} is Berth’s own already.`, { hint: 'Only profiles of the AWS files can be imported.' });
  if (kind !== 'static')
    throw new AppError('unsupported', `Profile ${name} has no lasting key that could be moved into the keychain.`, { hint: 'Only profiles with an access key id and a secret access key can be imported.' });
  if (definition.regions.length === 0)
    throw new AppError('profile-incomplete', `Profile ${name} has no region, which Berth’s own profiles need.`, { hint: `Give it one with “region = …” in ${pair.configFile}, then import it.` });
  return pair;
}

async function lastingKey(pair: AwsFilePair, name: string): Promise<StaticKey> {
  const key = await readStaticKey(pair, name);
  if (key === undefined)
    throw new AppError('credentials-missing', `There is no key of profile ${name} in ${pair.credentialsFile} any more.`, { hint: 'It may be in the keychain already.' });
  if (key.sessionToken !== undefined)
    throw new AppError('unsupported', `The key of profile ${name} is one of a session and ends with it, so Berth does not move it into the keychain.`, {
      hint: 'Import a lasting key, or let the profile sign in anew each time.',
    });
  return key;
}

function entryOf({ name, regions, addedRegions = [], endpointUrl, label }: ProfileDefinition, { accessKeyId }: StaticKey, pair: AwsFilePair): OwnProfile {
  const entry = checked(AddStaticProfile.omit({ secretAccessKey: true }), {
    name,
    region: regions.find((region) => !addedRegions.includes(region)) ?? regions[0],
    accessKeyId,
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(label !== undefined && { label }),
  });
  return { ...entry, kind: 'static', importedFrom: { configFile: pair.configFile, credentialsFile: pair.credentialsFile } };
}

interface Edit {
  read: AwsFileText;
  next: string;
}

async function editsOf(ports: ImportPorts, { pair, name, replace }: { pair: AwsFilePair; name: string; replace: boolean }): Promise<Edit[]> {
  let replacement = replace ? credentialProcessLine(ports.berthCommand, name) : undefined;
  const edits: Edit[] = [];
  for (const [path, isConfig] of [[pair.credentialsFile, false], [pair.configFile, true]] as const) {
    const read = await readAwsFile(path);
    if (read === undefined || edits.some((edit) => edit.read.file === read.file)) continue;
    if (replace && setsKey(read.text, { name, isConfig }, 'credential_process'))
      throw new AppError('unsupported', `Profile ${name} names another program for its keys in ${path} already.`, { hint: 'Remove its credential_process there, or import it with “remove”.' });
    const next = withoutPlainTextKey(read.text, { name, isConfig, file: path, ...(replacement !== undefined && { replacement }) });
    if (next === read.text) continue;
    replacement = undefined;
    edits.push({ read, next });
  }
  return edits;
}

/** All files, or none: what was written before a failure is put back. */
async function apply(edits: readonly Edit[]): Promise<string[]> {
  const backups: string[] = [];
  const written: Edit[] = [];
  try {
    for (const edit of edits) {
      backups.push(await backUp(edit.read, new Date()));
      await replaceAwsFile(edit.read, edit.next);
      written.push(edit);
    }
  } catch (thrown) {
    for (const { read, next } of written) await replaceAwsFile({ file: read.file, text: next }, read.text).catch(() => undefined);
    // Copies of a key that nothing was done with would only lie about.
    await Promise.all(backups.map((backup) => rm(backup, { force: true }).catch(() => undefined)));
    throw thrown;
  }
  return backups;
}
