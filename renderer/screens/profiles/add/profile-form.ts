import type { z } from 'zod';
import type { CommandInput, CommandName } from '../../../../shared/ipc/contract';
import {
  AddRoleProfile,
  AddSourcedProfile,
  AddSsoProfile,
  AddStaticProfile,
} from '../../../../shared/model/profile';

/** The ways in that a person can choose from. `machine` is what surrounds Berth. */
export type WayIn = 'static' | 'role' | 'sso' | 'process' | 'web-identity' | 'machine';

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
  mfaSerial: string;
  sessionName: string;
  /** Seconds. */
  durationSeconds: string;
  command: string;
  tokenFile: string;
  ssoSession: string;
  accountId: string;
  roleName: string;
  /** Which of the surroundings: `environment`, `container`, `instance`. */
  kind: string;
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
  mfaSerial: '',
  sessionName: '',
  durationSeconds: '',
  command: '',
  tokenFile: '',
  ssoSession: '',
  accountId: '',
  roleName: '',
  kind: 'environment',
});

export type FieldErrors = Partial<Record<keyof ProfileFields, string>>;
export type Checked<T> = { ok: true; input: T } | { ok: false; errors: FieldErrors };

const OPTIONAL = ['label', 'endpointUrl', 'externalId', 'mfaSerial', 'sessionName', 'durationSeconds'];

function check<T>(
  schema: z.ZodType<T>,
  fields: ProfileFields,
  fixed: Record<string, unknown> = {},
): Checked<T> {
  const filled: Record<string, unknown> = Object.fromEntries(
    Object.entries<string>({ ...fields }).map(([key, value]) => [key, value.trim()]),
  );
  for (const key of OPTIONAL) if (filled[key] === '') delete filled[key];
  if (filled['durationSeconds'] !== undefined) filled['durationSeconds'] = Number(filled['durationSeconds']);
  const parsed = schema.safeParse({ ...filled, ...fixed });
  if (parsed.success) return { ok: true, input: parsed.data };
  const errors: FieldErrors = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as keyof ProfileFields;
    errors[field] ??= filled[field] === '' ? 'This is needed.' : issue.message;
  }
  return { ok: false, errors };
}

type Add = 'profile.addStatic' | 'profile.addRole' | 'profile.addSso' | 'profile.addSourced';
/** A command that adds a profile, with its input. */
export type AddCommand = { [N in Add & CommandName]: { command: N; input: CommandInput<N> } }[Add];

/** The command that adds what the form says, or one sentence for each field that is wrong. */
export function checkProfile(way: WayIn, fields: ProfileFields): Checked<AddCommand> {
  switch (way) {
    case 'static':
      return as('profile.addStatic', check(AddStaticProfile, fields));
    case 'role':
      return as('profile.addRole', check(AddRoleProfile, fields));
    case 'sso':
      return as('profile.addSso', check(AddSsoProfile, fields));
    case 'process':
    case 'web-identity':
      return as('profile.addSourced', check(AddSourcedProfile, fields, { kind: way }));
    case 'machine':
      return as('profile.addSourced', check(AddSourcedProfile, fields));
  }
}

function as<N extends Add>(command: N, checked: Checked<CommandInput<N>>): Checked<AddCommand> {
  // The input was parsed with the schema of this very command; the union cannot say so.
  return checked.ok ? { ok: true, input: { command, input: checked.input } as AddCommand } : checked;
}
