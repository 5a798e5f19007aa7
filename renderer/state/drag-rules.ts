/** What would happen if something that is dragged were dropped here: decided in one place, said in one sentence. */
import type { Container, LocalImage } from '../../shared/model/container';
import type { Image } from '../../shared/model/image';
import type { Repository } from '../../shared/model/repository';
import { counted } from '../words/sizes';

/** What is under the person's hand. Of files only their number is known before they are dropped. */
export type Dragged =
  | { kind: 'containers'; containers: readonly Container[] }
  | { kind: 'local-images'; images: readonly LocalImage[] }
  | { kind: 'images'; repository: Repository; images: readonly Image[] }
  | { kind: 'repository'; repository: Repository }
  | { kind: 'files'; count: number };

/** A place that something can be dropped on. */
export type DropPlace =
  | { kind: 'repository'; repository: Repository }
  /** A profile's registry in one region. */
  | { kind: 'registry'; profile: string; region: string }
  /** What Docker has on this machine. */
  | { kind: 'machine' }
  /** The window beside all other places. */
  | { kind: 'window' };

/** `does`: what a drop starts; `text`: the sentence that says so, or why nothing happens. */
export type DropOutcome =
  { does: 'push' | 'copy' | 'sync' | 'pull' | 'inspect'; text: string } | { does: 'nothing'; text: string };

const nothing = (text: string): DropOutcome => ({ does: 'nothing', text });

/** `web-api`, `3 containers`, `shop/api:1.0`: the dragged in a word or two. */
export function draggedName(dragged: Dragged): string {
  switch (dragged.kind) {
    case 'containers':
      return nameOf(dragged.containers, ({ name }) => name, 'container');
    case 'local-images':
      return nameOf(dragged.images, localImageName, 'image');
    case 'images': {
      const { repository, images } = dragged;
      return nameOf(
        images,
        ({ tags, digest }) =>
          `${repository.name}${tags[0] === undefined ? `@${digest.slice(7, 19)}` : `:${tags[0]}`}`,
        'image',
      );
    }
    case 'repository':
      return dragged.repository.name;
    case 'files':
      return dragged.count === 1 ? 'this file or folder' : `${dragged.count} files or folders`;
  }
}

/** The name a local image is known by: its first reference, or the beginning of its id. */
export const localImageName = ({ references, id }: LocalImage): string =>
  references[0] ?? id.replace(/^sha256:/, '').slice(0, 12);

function nameOf<One>(all: readonly One[], name: (one: One) => string, noun: string): string {
  const [first] = all;
  return all.length === 1 && first !== undefined ? name(first) : counted(all.length, noun);
}

const samePlace = (a: Repository, b: Repository): boolean => a.uri === b.uri;
/** The same repository through another profile is the same one: an ARN names it. */
const inRegistry = (
  repository: Repository,
  { profile, region }: { profile: string; region: string },
): boolean => repository.profile === profile && repository.region === region;

/** What a drop of `dragged` on `place` would do. Pure: the same two give the same answer. */
export function dropOn(dragged: Dragged, place: DropPlace): DropOutcome {
  const what = draggedName(dragged);
  switch (place.kind) {
    case 'repository':
      return onRepository(dragged, place.repository, what);
    case 'registry': {
      const to = `${place.profile} · ${place.region}`;
      if (dragged.kind === 'repository' || dragged.kind === 'images') {
        if (inRegistry(dragged.repository, place)) return nothing(`${what} is in ${to} already`);
        return dragged.kind === 'images'
          ? { does: 'copy', text: `Copy ${what} to ${to}` }
          : { does: 'sync', text: `Copy ${what} with all its images to ${to}` };
      }
      return { does: 'push', text: `Push ${what} to a repository in ${to}` };
    }
    case 'machine':
      if (dragged.kind === 'images') return { does: 'pull', text: `Pull ${what} into the local Docker` };
      if (dragged.kind === 'repository')
        return nothing('Open the repository and drag one of its images here to pull it');
      if (dragged.kind === 'files')
        return { does: 'inspect', text: `Push ${what}: you choose the repository next` };
      return nothing(`${capital(what)} ${countOf(dragged) === 1 ? 'is' : 'are'} on this machine already`);
    case 'window':
      return dragged.kind === 'files'
        ? nothing('Drop it on a repository to push it there, or on “On this machine” to choose one')
        : nothing(
            dragged.kind === 'repository'
              ? 'Drop it on another repository or registry'
              : 'Drop it on a repository',
          );
  }
}

function onRepository(dragged: Dragged, repository: Repository, what: string): DropOutcome {
  const { name } = repository;
  switch (dragged.kind) {
    case 'containers':
      return { does: 'push', text: `Commit ${what} and push to ${name}` };
    case 'local-images':
    case 'files':
      return { does: 'push', text: `Push ${what} to ${name}` };
    case 'images':
      return samePlace(dragged.repository, repository)
        ? nothing(`${what} ${dragged.images.length === 1 ? 'is' : 'are'} in ${name} already`)
        : { does: 'copy', text: `Copy ${what} to ${placeName(repository, dragged.repository)}` };
    case 'repository':
      return samePlace(dragged.repository, repository)
        ? nothing(`This is ${name} itself`)
        : {
            does: 'sync',
            text: `Copy the images of ${what} to ${placeName(repository, dragged.repository)}`,
          };
  }
}

/** Two repositories of one name are told apart by where they are. */
const placeName = ({ name, profile, region }: Repository, from: Repository): string =>
  name === from.name ? `${name} in ${profile} · ${region}` : name;

/** How many things are dragged. */
export function countOf(dragged: Dragged): number {
  switch (dragged.kind) {
    case 'containers':
      return dragged.containers.length;
    case 'local-images':
    case 'images':
      return dragged.images.length;
    case 'files':
      return dragged.count;
    case 'repository':
      return 1;
  }
}

const capital = (text: string): string =>
  /^\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
