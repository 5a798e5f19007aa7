import type { Container } from '../../../../shared/model/container';
import { PlatformName } from '../../../../shared/model/image';
import type { ArchivedImage, DroppedPath } from '../../../../shared/model/moving/push-source';
import { changesFrom, changesProblem, type ChangeRow } from './changes';

/** What a person may say about committing a container. */
export class CommitChoices {
  message = $state('');
  author = $state('');
  pause = $state(true);
  changes = $state<ChangeRow[]>([]);
  readonly container: Container;

  constructor(container: Container) {
    this.container = container;
  }
  get problem(): string | undefined {
    return changesProblem(this.changes);
  }
  /** As `container.push` takes them. */
  get input() {
    return {
      pause: this.pause,
      changes: changesFrom(this.changes),
      ...(this.message !== '' && { message: this.message }),
      ...(this.author !== '' && { author: this.author }),
    };
  }
}

export type DroppedArchive = Extract<DroppedPath, { kind: 'archive' }>;
export type DroppedFolder = Extract<DroppedPath, { kind: 'build' }>;

/** What names an image within an archive: its first name, or its digest; the only one needs no name. */
export const archivedName = ({ names, digest }: ArchivedImage): string => names[0] ?? digest ?? '';

/** Which image of an archive is pushed. */
export class ArchiveChoices {
  readonly dropped: DroppedArchive;
  image = $state('');

  constructor(dropped: DroppedArchive) {
    this.dropped = dropped;
    const [first] = dropped.images;
    if (first !== undefined) this.image = archivedName(first);
  }
  get chosen(): ArchivedImage | undefined {
    return this.dropped.images.find((image) => archivedName(image) === this.image);
  }
  get problem(): string | undefined {
    return this.dropped.images.length === 0 ? 'There is no image in this archive.' : undefined;
  }
  get input() {
    return { ...(this.dropped.images.length > 1 && this.image !== '' && { image: this.image }) };
  }
}

/** How a folder is built. */
export class BuildChoices {
  readonly dropped: DroppedFolder;
  dockerfile = $state('');
  /** Empty: the last stage. */
  target = $state('');
  /** Empty: this machine's. */
  platform = $state('');
  /** Empty value: the Dockerfile's own default. */
  args = $state<{ name: string; value: string; default?: string | undefined }[]>([]);
  noCache = $state(false);
  pull = $state(false);

  constructor(dropped: DroppedFolder) {
    this.dropped = dropped;
    this.dockerfile = dropped.dockerfiles[0] ?? 'Dockerfile';
    this.args = dropped.args.map(({ name, default: usual }) => ({ name, value: '', default: usual }));
  }
  get problem(): string | undefined {
    if (this.platform !== '' && !PlatformName.safeParse(this.platform).success)
      return 'A platform looks like linux/amd64.';
    const names = this.args.map(({ name }) => name.trim());
    if (this.args.some(({ name, value }) => name.trim() === '' && value !== ''))
      return 'A build argument needs a name.';
    const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
    return twice === undefined ? undefined : `The build argument ${twice} is there twice.`;
  }
  get input() {
    const args = this.args.filter(({ name, value }) => name.trim() !== '' && value !== '');
    return {
      dockerfile: this.dockerfile,
      buildArgs: Object.fromEntries(args.map(({ name, value }) => [name.trim(), value])),
      noCache: this.noCache,
      pull: this.pull,
      ...(this.target !== '' && { target: this.target }),
      ...(this.platform !== '' && { platform: this.platform }),
    };
  }
}
