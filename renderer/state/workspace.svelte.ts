import type { Container } from '../../shared/model/container';
import type { Image } from '../../shared/model/image';
import type { Job } from '../../shared/model/job';
import type { Remedy } from '../../shared/model/remedy';
import type { Repository } from '../../shared/model/repository';

/** Where the window's attention is: which registry, which repository. Nothing here outlives the window. */
export interface Scope {
  profile: string;
  region?: string;
}

/** Whether something of a profile and region is within what is shown. */
export const covers = (scope: Scope | undefined, place: { profile: string; region: string }): boolean =>
  scope === undefined ||
  (place.profile === scope.profile && (scope.region === undefined || place.region === scope.region));

/** The one dialog that is open, with what it is about. */
export type OpenDialog =
  | { kind: 'add-profile' }
  | { kind: 'remove-profile'; profile: string }
  | { kind: 'regions'; profile: string; own: string[]; added: string[] }
  | { kind: 'help' }
  | { kind: 'settings' }
  | { kind: 'create-repository' }
  | { kind: 'delete-repository'; repository: Repository }
  | { kind: 'pull'; reference?: string; profile?: string; platforms?: string[] }
  | { kind: 'copy-image'; repository: Repository; image: Image }
  | { kind: 'choose-target'; container: Container }
  | { kind: 'push'; container: Container; target: Repository }
  | { kind: 'remedy'; job: Job; remedy: Remedy };

export class Workspace {
  /** Undefined: all repositories. */
  scope = $state.raw<Scope>();
  /** Words the list of repositories is searched for. */
  search = $state('');
  repository = $state.raw<Repository>();
  dialog = $state.raw<OpenDialog>();
  /** The container under the pointer's hand. */
  dragging = $state.raw<Container>();
  /** The list's share of the height beside the images, in per cent. */
  listShare = $state(45);
  containersShown = $state(true);
  jobsShown = $state(false);

  /** Narrows the list; an open repository that is not in it any more closes. */
  look(scope: Scope | undefined): void {
    this.scope = scope;
    if (this.repository !== undefined && !covers(scope, this.repository)) this.repository = undefined;
  }

  open(dialog: OpenDialog): void {
    this.dialog = dialog;
  }

  close(): void {
    this.dialog = undefined;
  }
}
