import type { z } from 'zod';
import { AddRoleProfile, AddStaticProfile } from '../../../shared/model/profile';

/** What the fields hold; empty optional fields are left out of the command. */
export interface ProfileFields {
  name: string;
  region: string;
  label: string;
  endpointUrl: string;
  accessKeyId: string;
  secretAccessKey: string;
  roleArn: string;
  sourceProfile: string;
  externalId: string;
}

export const emptyProfileFields = (): ProfileFields => ({
  name: '',
  region: '',
  label: '',
  endpointUrl: '',
  accessKeyId: '',
  secretAccessKey: '',
  roleArn: '',
  sourceProfile: '',
  externalId: '',
});

export type FieldErrors = Partial<Record<keyof ProfileFields, string>>;
export type Checked<T> = { ok: true; input: T } | { ok: false; errors: FieldErrors };

function check<T>(schema: z.ZodType<T>, fields: ProfileFields): Checked<T> {
  const filled = Object.fromEntries(
    Object.entries<string>({ ...fields }).map(([key, value]) => [key, value.trim()]),
  );
  for (const key of ['label', 'endpointUrl', 'externalId']) if (filled[key] === '') delete filled[key];
  const parsed = schema.safeParse(filled);
  if (parsed.success) return { ok: true, input: parsed.data };
  const errors: FieldErrors = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as keyof ProfileFields;
    errors[field] ??= filled[field] === '' ? 'This is needed.' : issue.message;
  }
  return { ok: false, errors };
}

/** The command's input from the form of a static key, or one sentence for each field that is wrong. */
export const checkStatic = (fields: ProfileFields): Checked<AddStaticProfile> =>
  check(AddStaticProfile, fields);

/** The same for a role to assume. */
export const checkRole = (fields: ProfileFields): Checked<AddRoleProfile> => check(AddRoleProfile, fields);
