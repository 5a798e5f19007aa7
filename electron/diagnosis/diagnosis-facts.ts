import type { WireError } from '../../shared/errors';
import type { ImageReference } from '../../shared/ecr/image-reference';
import type { RegistryAssignment } from '../../shared/model/docker-config';

/** A failure as a fact: the error a person would see, and the system's own code (`ECONNREFUSED`) where there was one. */
export interface Failure {
  error: WireError;
  systemCode?: string;
}

/** The sign-in that Docker would present to the host; never the secret itself. */
export interface SignInFact {
  /** Where it is kept. */
  where: 'environment' | 'file' | 'helper';
  username: string;
  /** Epoch milliseconds, where the token or Berth's record of it tells. */
  expiresAt?: number;
  /** Another host that has this very secret: the token of another region was copied. */
  sameAs?: string;
}

/** Who answers for the host, as docker/cli decides it. */
export interface ConfigFacts {
  path: string;
  environment: { state: 'unset' | 'malformed' | 'set' };
  file: { state: 'missing' | 'fine' } | { state: 'unreadable' | 'unwritable'; code: string } | { state: 'malformed'; line: number; column: number; reason: string };
  helper?: { name: string; key: 'credHelpers' | 'credsStore'; state: 'answers' | 'miss' | 'missing' | 'fails' | 'silent' | 'bad-name' };
  signIn?: SignInFact;
  /** An entry in `auths` that the helper hides. */
  shadowed: boolean;
  /** A key of `credHelpers` that Docker never matches, because it is not the bare host. */
  deadHelperKey?: string;
  /** Hosts that Docker is signed in to, this one left out. */
  otherHosts: string[];
}

/** `elsewhere`: Docker reaches it in a way that Berth does not speak (ssh). */
export type EngineFacts =
  | { state: 'elsewhere'; host: string }
  | { state: 'unreachable'; failure: Failure; host: string }
  | { state: 'reachable'; host: string; platform: string; clockSkewMs?: number; dataRoot?: string; freeBytes?: number; trustsPlainHttp: boolean };

/** What the registry itself answered at `/v2/`. */
export type PingFacts =
  /** `skewMs`: how far the registry's clock is ahead of this computer's. */
  | { state: 'answered'; plainHttp: boolean; skewMs?: number; dockersSignIn?: 'accepted' | 'expired' | 'refused' }
  | { state: 'failed'; systemCode: string };

export interface ProfileFacts {
  assignment: RegistryAssignment;
  /** Why the profile cannot be used. */
  problem?: { kind: 'incomplete' | 'source-missing' | 'loop'; message: string };
  /** What a profile's endpoint_url is; undefined for AWS's own. */
  endpoint?: string;
  /** An HTTPS proxy in the environment (its host alone). */
  proxy?: string;
  /** The profile has credentials, or why not. */
  credentials: { state: 'fine' } | ({ state: 'failed' } & Failure) | { state: 'not-asked' };
  /** AWS hands a registry token out, or why not. */
  token: { state: 'fine'; host: string } | ({ state: 'failed' } & Failure) | { state: 'not-asked' };
}

/** What became of asking the registry for the image, as somebody who is signed in. */
export type ImageFacts =
  | { state: 'there'; platforms: string[]; index: boolean }
  | { state: 'repository-missing'; elsewhere: string[] }
  | { state: 'image-missing'; tags: string[] }
  | { state: 'denied'; why: WireError }
  | { state: 'failed'; failure: Failure }
  | { state: 'not-asked' };

export interface DiskFacts {
  /** Folders that Berth or Docker must write, and what is free there. */
  folders: { path: string; freeBytes: number }[];
}

/** Everything that was found out about one reference. Plain data: the same facts always give the same diagnosis. */
export interface DiagnosisFacts {
  /** Epoch milliseconds. */
  now: number;
  text: string;
  reference: { state: 'fine'; value: ImageReference; hostOnly: boolean } | { state: 'invalid'; error: WireError };
  /** Hosts that Berth knows, to recognise a typing mistake. */
  knownHosts: string[];
  config?: ConfigFacts;
  engine?: EngineFacts;
  ping?: PingFacts;
  disk?: DiskFacts;
  profile?: ProfileFacts;
  /** A file of profiles that could not be read: it hides some. */
  filesProblem?: { message: string; hint: string };
  image?: ImageFacts;
}
