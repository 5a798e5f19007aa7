import type { Worker } from 'node:worker_threads';
import type { HelperProgram } from '../credential-helper/install/install-program';
import type { BerthFolders } from '../folders';
import type { KeychainChild } from '../profiles/keychain/keychain-protocol';
import { type RunningSandbox } from '../sandbox/sandbox-control';
import type { OpenBrowser } from '../sessions/sso/ports';

/** Everything from outside that Berth touches. */
export interface BerthSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
  uid?: number;
  folders: BerthFolders;
  /** Folder for files that live as long as one transfer. */
  temporaryFolder: string;
  readonly spawnKeychain: () => KeychainChild;
  /** Starts the thread that moves bytes; without one they move in this thread. */
  readonly launchTransferThread?: () => Worker;
  /** Starts the thread that looks into layers; without one it is done in this thread. */
  readonly launchLayersThread?: () => Worker;
  /** Linux on this computer's processor, as registries name it: what is shown of an index first. */
  readonly ownPlatform?: string;
  /** Starts the thread that keeps the inventory; without one it is kept in this thread. */
  readonly launchStoreThread?: () => Worker;
  readonly launchSandbox: (stateDir: string) => Promise<RunningSandbox>;
  /** Opens the page of an SSO sign-in; rejects where no browser can be opened. */
  readonly openBrowser: OpenBrowser;
  /** Ends what still runs for somebody who has gone: a command that is interrupted. */
  stop?: AbortSignal;
  /** Whether everything that is asked of Berth comes from a person who waits for it, and may be asked in return. */
  attended?: boolean;
  /** Program and first words with which AWS tools can call Berth's command line. */
  berthCommand?: readonly string[];
  /** Takes failures that must not disturb anybody. */
  readonly log: (thrown: unknown) => void;
  /** Berth's credential helper for Docker, as it was built. */
  helper?: HelperProgram;
  /** Only one process may write the journal of jobs; a command keeps its jobs to itself. */
  journal: boolean;
}
