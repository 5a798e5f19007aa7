import type { ConfigFault } from '../../../../shared/docker/config-file';
import type { DockerConfigState } from '../../../../shared/model/docker-config';
import type { Settled } from '../config-history';

/** All that the findings about Docker's config.json are drawn from, gathered at one moment. */
export interface ConfigFacts {
  path: string;
  /** `''` when there is no file; absent when it cannot be read or is broken. */
  text?: string;
  /** Why there is no text. */
  broken?: ConfigFault | 'not-utf-8' | 'unreadable';
  /** A byte-order mark stands in front, at which Docker's own parser stops. */
  marked: boolean;
  writable: boolean;
  /** Permission bits; absent where there are none (Windows) or no file. */
  mode?: number;
  /** Hosts that `DOCKER_AUTH_CONFIG` names; absent when it is not set. */
  environmentHosts?: readonly string[];
  /** Helpers named in the text whose `docker-credential-…` is on the PATH. */
  installed: ReadonlySet<string>;
  /** The hosts that Berth keeps signed in. */
  served: readonly { host: string; profile?: string }[];
  helper: DockerConfigState['helper'];
  settled: Settled;
  /** Epoch milliseconds. */
  now: number;
}
