import type { Change } from '../../shared/model/changes/change';
import type { Image } from '../../shared/model/image';
import type { Job } from '../../shared/model/moving/job';
import type { Remedy } from '../../shared/model/remedy';
import type { RegistryKind, Repository } from '../../shared/model/repository';
import type { AwsAlternative } from '../../shared/model/moving/sync';
import { Drag } from './drag.svelte';
import type { Pushable, PushTarget } from './pushable';

/** Where the window's attention is: which registries, which folder of them. Nothing here outlives the window. */
export interface Scope {
  profile?: string;
  region?: string;
  registry?: RegistryKind;
  /** `team/` for all that begins with it. */
  folder?: string;
  /** Only the repositories a person has marked. */
  favourites?: true;
}

/** Whether something is within what is shown, as far as its place tells. */
export const covers = (
  scope: Scope | undefined,
  place: { profile: string; region: string; registry?: RegistryKind | undefined; name?: string },
): boolean =>
  (scope?.profile === undefined || place.profile === scope.profile) &&
  (scope?.region === undefined || place.region === scope.region) &&
  (scope?.registry === undefined || (place.registry ?? 'private') === scope.registry) &&
  (scope?.folder === undefined || place.name?.startsWith(scope.folder) !== false);

/** Remedies that change something, which a person agrees to in a dialog first. */
export type AgreedRemedy = Extract<Remedy, { kind: 'grant-pull' | 'sign-in' | 'create-repository' }>;

/** The parts of the screen of Docker's sign-in. */
export type DockerSignInPart = 'configuration' | 'registries' | 'elsewhere';

/** A repository, or a registry in which it gets the same name. */
export type CopyPlace = Repository | { profile: string; region: string };

/** The one dialog that is open, with what it is about. */
export type OpenDialog =
  | { kind: 'add-profile' }
  | { kind: 'profile'; profile: string }
  | { kind: 'edit-profile'; profile: string }
  | { kind: 'import-key'; profile: string }
  | { kind: 'remove-profile'; profile: string }
  | { kind: 'regions'; profile: string; own: string[]; added: string[] }
  | { kind: 'help' }
  | { kind: 'settings' }
  | { kind: 'secrets'; wanted: 'file' | 'unlock' }
  | { kind: 'identity-center' }
  | { kind: 'add-sso-session' }
  /** Signs a session in; afterwards what waited for it may be tried again. */
  | { kind: 'sso-sign-in'; session: string; job?: Job }
  | { kind: 'choose-accounts'; session: string }
  | { kind: 'docker-sign-in'; part?: DockerSignInPart }
  | { kind: 'pull-secret'; profile?: string }
  | { kind: 'doctor'; reference?: string }
  /** `like`: with the settings of this one to begin with. */
  | { kind: 'create-repository'; like?: Repository }
  | { kind: 'edit-repository'; repository: Repository }
  | { kind: 'delete-repository'; repository: Repository }
  | { kind: 'pull'; reference?: string; profile?: string; platforms?: string[] }
  | { kind: 'pull-images'; repository: Repository; images: readonly Image[] }
  | { kind: 'aws-alternative'; alternative: AwsAlternative }
  | { kind: 'tag'; repository: Repository; image: Image }
  | { kind: 'remove-tag'; repository: Repository; image: Image }
  | { kind: 'compose-index'; repository: Repository; images: readonly Image[] }
  | {
      kind: 'delete-images' | 'archive-images' | 'restore-images';
      repository: Repository;
      images: readonly Image[];
    }
  | { kind: 'save-image'; repository: Repository; image: Image }
  /** Where to: within one registry when `within` is told. */
  | { kind: 'choose-target'; sources: readonly Pushable[]; within?: { profile: string; region: string } }
  | { kind: 'push'; sources: readonly Pushable[]; target: PushTarget }
  /** Images of a repository to another one; `to`: where they were dropped. */
  | { kind: 'copy-images'; from: Repository; images: readonly Image[]; to?: CopyPlace }
  | { kind: 'sync'; from: Repository; to?: CopyPlace }
  /** The same change of all of these, or of all that the list has. */
  | { kind: 'bulk'; repositories: readonly Repository[] }
  | { kind: 'bulk-plan'; id: string }
  /** These changes, whatever they are, looked at and made as one job. */
  | { kind: 'bulk-changes'; changes: readonly Change[] }
  /** Starts a container of an image, which is pulled first, as `profile`, where the local Docker does not have it. */
  | { kind: 'run'; image: string; profile?: string }
  /** Asks what an image is compared with, to show this part; `replaced`: it is that side of a comparison, and gives way. */
  | { kind: 'compare'; image: ImagePlace; part?: ComparePart; replaced?: 'Left' | 'Right' }
  | { kind: 'scanning'; profile: string; region: string }
  | { kind: 'remedy'; job?: Job; remedy: AgreedRemedy };

/** The parts of an image's screen. */
export type ImagePart = 'overview' | 'platforms' | 'config' | 'layers' | 'referrers' | 'findings' | 'raw';

/** What two images are compared by. */
export type ComparePart = 'config' | 'layers' | 'files' | 'findings';

/** An image to show: by digest, and the tag it was chosen by. */
export interface ImagePlace {
  repository: Repository;
  digest: string;
  tag?: string;
}

/** What fills the middle of the window; `browse` is the list of repositories with the images of one. */
export type Page =
  | { kind: 'browse' }
  | { kind: 'image'; image: ImagePlace; part?: ImagePart }
  | { kind: 'compare'; left: ImagePlace; right: ImagePlace; part?: ComparePart }
  | { kind: 'overview' }
  | { kind: 'findings'; repository?: Repository }
  | { kind: 'activity' };

export class Workspace {
  /** Pages below the one in view; `back` leads to the last. */
  #pages = $state.raw<readonly Page[]>([{ kind: 'browse' }]);

  get page(): Page {
    return this.#pages[this.#pages.length - 1] as Page;
  }
  /** Shows a page; `back` leads to the one that is shown now. The list of repositories is at the bottom of all. */
  go(page: Page): void {
    this.#pages = page.kind === 'browse' ? [page] : [...this.#pages, page];
  }
  /** Shows another page in place of this one: another part of the same image. */
  turn(page: Page): void {
    this.#pages = [...this.#pages.slice(0, -1), page];
  }
  back(): void {
    if (this.#pages.length > 1) this.#pages = this.#pages.slice(0, -1);
  }

  /** Undefined: all repositories. */
  scope = $state.raw<Scope>();
  /** Words the list of repositories is searched for. */
  search = $state('');
  repository = $state.raw<Repository>();
  #dialogs = $state.raw<readonly OpenDialog[]>([]);
  /** What is under the pointer's hand, from wherever in the window. */
  readonly drag = new Drag();
  /** The list's share of the height beside the images, in per cent. */
  listShare = $state(45);
  /** Whether what is on this machine is shown, and which part of it. */
  machineShown = $state(true);
  machinePart = $state<'containers' | 'images'>('containers');
  jobsShown = $state(false);

  /** Shows the list, narrowed; an open repository that is not in it any more closes. */
  look(scope: Scope | undefined): void {
    this.go({ kind: 'browse' });
    this.scope = scope;
    if (this.repository !== undefined && !covers(scope, this.repository)) this.repository = undefined;
  }

  /** All that are open, the one in front last. */
  get dialogs(): readonly OpenDialog[] {
    return this.#dialogs;
  }
  /** The dialog in front. */
  get dialog(): OpenDialog | undefined {
    return this.#dialogs[this.#dialogs.length - 1];
  }

  /** Shows a dialog and nothing else. */
  open(dialog: OpenDialog): void {
    this.#dialogs = [dialog];
  }
  /** Shows a dialog from which `close` leads back to the one that is open now. */
  openAbove(dialog: OpenDialog): void {
    this.#dialogs = [...this.#dialogs, dialog];
  }
  /** Closes the dialog in front. */
  close(): void {
    this.#dialogs = this.#dialogs.slice(0, -1);
  }
  closeAll(): void {
    this.#dialogs = [];
  }
}
