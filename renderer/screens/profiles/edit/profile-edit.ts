import { EditProfile, type Profile } from '../../../../shared/model/profile';
import { emptyProfileFields, type Checked, type FieldErrors, type ProfileFields } from '../add/profile-form';

/** The form of one of Berth's own profiles, filled with what is known of it. What is secret, or never told, stays empty. */
export const fieldsOf = (profile: Profile): ProfileFields => ({
  ...emptyProfileFields(),
  name: profile.name,
  region: profile.regions[0] ?? '',
  accessKeyId: profile.accessKeyId ?? '',
  roleArn: profile.roleArn ?? '',
  sourceProfile: profile.sourceProfile ?? '',
  mfaSerial: profile.mfaSerial ?? '',
  sessionName: profile.sessionName ?? '',
  durationSeconds: profile.durationSeconds === undefined ? '' : String(profile.durationSeconds),
  endpointUrl: profile.endpointUrl ?? '',
});

/** Fields that may be emptied: emptying one takes it away. */
const REMOVABLE = ['mfaSerial', 'sessionName', 'durationSeconds', 'endpointUrl'] as const;
/** Fields that, left empty, stay as they are. */
const KEPT = [
  'accessKeyId',
  'secretAccessKey',
  'roleArn',
  'sourceProfile',
  'externalId',
  'command',
  'tokenFile',
] as const;

/**
 * What a person changed, as the command's input: nothing else is in it. `dropExternalId` takes the external id away,
 * which the form cannot show. A field that is wrong has its sentence.
 */
export function checkEdit(
  before: Profile,
  fields: ProfileFields,
  { dropExternalId = false }: { dropExternalId?: boolean } = {},
): Checked<EditProfile> {
  const start = fieldsOf(before);
  const change: Record<string, unknown> = { name: before.name };
  const changed = (key: keyof ProfileFields): string | undefined =>
    fields[key].trim() === start[key] ? undefined : fields[key].trim();

  if (changed('name') !== undefined) change['newName'] = changed('name');
  if (changed('region') !== undefined) change['region'] = changed('region');
  for (const key of KEPT) {
    const value = changed(key);
    if (value !== undefined && value !== '') change[key] = value;
  }
  for (const key of REMOVABLE) {
    const value = changed(key);
    if (value !== undefined)
      change[key] = value === '' ? null : key === 'durationSeconds' ? Number(value) : value;
  }
  if (dropExternalId) change['externalId'] = null;

  const errors: FieldErrors = {};
  // A new key without its secret would pair the new id with the old secret.
  if (change['accessKeyId'] !== undefined && change['secretAccessKey'] === undefined)
    errors.secretAccessKey = 'A new access key needs its own secret.';
  const parsed = EditProfile.safeParse(change);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path[0] === 'newName' ? 'name' : (issue.path[0] as keyof ProfileFields);
    errors[path] ??= fields[path].trim() === '' ? 'This is needed.' : issue.message;
  }
  if (!parsed.success || Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, input: parsed.data };
}
