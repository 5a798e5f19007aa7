import type { DiagnosisFacts, Failure } from './diagnosis-facts';

/** Everything that was found out about this computer as a whole. Plain data, as `DiagnosisFacts`. */
export interface HealthFacts {
  /** Config, engine and disk; no host in particular. */
  shared: DiagnosisFacts;
  /** Helpers that config.json names and the PATH does not have. */
  missingHelpers: string[];
  keychain: { state: 'fine' } | ({ state: 'failed' } & Failure);
  /** A profile's secret is in the keychain. */
  keychainInUse: boolean;
  filesProblems: { message: string; hint: string }[];
  /** `remark`: what its file leaves out without making it useless. */
  profiles: { name: string; facts: DiagnosisFacts; remark?: string }[];
  /** The registries that Docker is, or is meant to be, signed in to. */
  hosts: { host: string; facts: DiagnosisFacts }[];
}
