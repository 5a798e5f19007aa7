import type { AddSsoProfile } from '../../../shared/model/profile';
import type { ProfileDefinition, SsoSessionDefinition } from '../../profiles/profile-definition';

/** A session that Berth knows of, and from where. */
export interface KnownSession extends SsoSessionDefinition {
  source: 'aws-files' | 'berth';
}

/** What single sign-on needs of the profiles. */
export interface SsoProfiles {
  definitions(): readonly ProfileDefinition[];
  /** `[sso-session …]` of the AWS files, and one for each start URL that a profile names by itself. */
  ssoSessions(): readonly SsoSessionDefinition[];
  onChange(listener: () => void): () => void;
  /** All of them, or none. @throws AppError `profile-exists`. */
  addSso(...inputs: AddSsoProfile[]): Promise<void>;
}

/** Time, passed in. */
export interface SsoClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds; earlier, and without failing, when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Opens a page of a sign-in in the person's browser. Rejects when none can be opened: then the sign-in goes on with a code that
 * is typed on any device.
 */
export type OpenBrowser = (url: string) => Promise<void>;

/** A session of the AWS files without a name is known by its start URL; AWS tools keep it apart ("legacy"). */
export const isNameless = ({ name, startUrl }: Pick<SsoSessionDefinition, 'name' | 'startUrl'>): boolean => name === startUrl;
