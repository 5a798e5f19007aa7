import { AccountId, MfaSerial, RegionName, RoleArn } from '../../../shared/model/profile';
import type { Sections, Values } from './sections';

interface Rule {
  key: string;
  /** Whether a value is one that AWS takes. */
  fits: (value: string) => boolean;
  /** What is wrong, after “the KEY of profile NAME”. */
  words: string;
}

const isFlag = (value: string): boolean => /^(true|false)$/i.test(value);
const isSeconds = (value: string): boolean => /^\d+$/.test(value) && Number(value) >= 900 && Number(value) <= 43_200;

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

const RULES: readonly Rule[] = [
  { key: 'role_arn', fits: (value) => RoleArn.safeParse(value).success, words: 'does not look like arn:aws:iam::123456789012:role/NAME' },
  { key: 'duration_seconds', fits: isSeconds, words: 'is not a number from 900 to 43200' },
  { key: 'mfa_serial', fits: (value) => MfaSerial.safeParse(value).success, words: 'does not look like arn:aws:iam::123456789012:mfa/NAME' },
  { key: 'role_session_name', fits: (value) => /^[\w+=,.@-]{2,64}$/.test(value), words: 'is not made of 2 to 64 letters, digits and + = , . @ -' },
  { key: 'sso_account_id', fits: (value) => AccountId.safeParse(value).success, words: 'does not have 12 digits' },
  { key: 'sso_region', fits: (value) => RegionName.safeParse(value).success, words: 'does not look like eu-central-1' },
  { key: 'sso_start_url', fits: isWebAddress, words: 'does not look like https://example.awsapps.com/start' },
  { key: 'endpoint_url', fits: isWebAddress, words: 'is not a URL that begins with https:// or http://' },
  { key: 'use_fips_endpoint', fits: isFlag, words: 'is neither true nor false' },
  { key: 'use_dualstack_endpoint', fits: isFlag, words: 'is neither true nor false' },
  { key: 'ignore_configured_endpoint_urls', fits: isFlag, words: 'is neither true nor false' },
];

/** The first value that AWS would not take, with its line and never with itself: it may be a secret on the wrong line. */
export function valueProblem(whose: string, values: Values): string | undefined {
  for (const { key, fits, words } of RULES) {
    const entry = values.get(key);
    if (entry !== undefined && entry.value !== '' && !fits(entry.value)) return `${entry.file}, line ${entry.line}: the ${key} of ${whose} ${words}.`;
  }
  return undefined;
}

/** A `services` section that is missing, or has an address in it that is none. */
export function servicesProblem(name: string, values: Values, services: Sections['services']): string | undefined {
  const entry = values.get('services');
  if (entry === undefined || entry.value === '') return undefined;
  const section = services.get(entry.value);
  if (section === undefined) return `${entry.file}, line ${entry.line}: profile ${name} names the services section ${entry.value}, which does not exist.`;
  for (const service of section.values.values()) {
    const url = service.nested.get('endpoint_url');
    if (url !== undefined && !isWebAddress(url))
      return `${service.file}, line ${service.line}: an endpoint_url in the services section ${entry.value} is not a URL that begins with https:// or http://.`;
  }
  return undefined;
}
