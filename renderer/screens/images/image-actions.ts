import Combine from '@lucide/svelte/icons/combine';
import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import ExternalLink from '@lucide/svelte/icons/external-link';
import FileSearch from '@lucide/svelte/icons/file-search';
import Fingerprint from '@lucide/svelte/icons/fingerprint-pattern';
import Play from '@lucide/svelte/icons/play';
import Save from '@lucide/svelte/icons/save';
import Send from '@lucide/svelte/icons/send';
import Tag from '@lucide/svelte/icons/tag';
import TagX from '@lucide/svelte/icons/tag-x';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { WindowState } from '../../state/window.svelte';
import { imageChangeActions } from '../changes/change-actions';
import { compareActions } from '../compare/compare-actions';
import type { MenuAction } from '../../ui/menus/menu-action';
import { openInConsole } from '../repositories/open-in-console';
import { scanActions } from '../findings/scan-actions';
import { digestReferenceOf, referenceOf } from './image-reference';

/** Asks how to pull one image or several. */
export function pullImages(
  { workspace }: WindowState,
  repository: Repository,
  images: readonly Image[],
): void {
  const [image] = images;
  if (image === undefined) return;
  if (images.length > 1) return workspace.open({ kind: 'pull-images', repository, images });
  const { profile } = repository;
  const platforms = image.platforms ?? [];
  workspace.open({ kind: 'pull', reference: referenceOf(repository, image), profile, platforms });
}

/** Opens the page of one image. */
export function showImage({ workspace }: WindowState, repository: Repository, image: Image): void {
  const [tag] = image.tags;
  workspace.go({
    kind: 'image',
    image: { repository, digest: image.digest, ...(tag !== undefined && { tag }) },
  });
}

/** What can be done with these images of a repository: more with one than with several. */
export function imageActions(
  berth: WindowState,
  repository: Repository,
  images: readonly Image[],
): MenuAction[] {
  const { workspace } = berth;
  const [image] = images;
  if (image === undefined) return [];
  const pull = { label: 'Pull…', icon: Download, run: () => pullImages(berth, repository, images) };
  const copyTo = {
    label: 'Copy to…',
    icon: Send,
    run: () => workspace.open({ kind: 'copy-images', from: repository, images }),
  };
  if (images.length > 1) {
    return [
      copyTo,
      pull,
      ...compareActions(berth, repository, images),
      {
        label: 'Compose an index…',
        icon: Combine,
        run: () => workspace.open({ kind: 'compose-index', repository, images }),
        unless: images.length > 100 ? 'An index has at most 100 images here.' : undefined,
      },
      {
        label: 'Copy references',
        icon: Copy,
        run: () =>
          void berth.copy(images.map((one) => referenceOf(repository, one)).join('\n'), 'References'),
        apart: true,
      },
      ...imageChangeActions(berth, repository, images),
    ];
  }
  const reference = referenceOf(repository, image);
  return [
    { label: 'Details', icon: FileSearch, run: () => showImage(berth, repository, image) },
    pull,
    {
      label: 'Run…',
      icon: Play,
      run: () => workspace.open({ kind: 'run', image: reference, profile: repository.profile }),
    },
    { label: 'Save as…', icon: Save, run: () => workspace.open({ kind: 'save-image', repository, image }) },
    copyTo,
    { label: 'Tag…', icon: Tag, run: () => workspace.open({ kind: 'tag', repository, image }), apart: true },
    {
      label: 'Remove tag…',
      icon: TagX,
      run: () => workspace.open({ kind: 'remove-tag', repository, image }),
      unless: image.tags.length === 0 ? 'It has no tag.' : undefined,
    },
    ...compareActions(berth, repository, images),
    ...scanActions(berth, repository, image),
    { label: 'Copy reference', icon: Copy, run: () => void berth.copy(reference, 'Reference'), apart: true },
    { label: 'Copy digest', icon: Fingerprint, run: () => void berth.copy(image.digest, 'Digest') },
    ...imageChangeActions(berth, repository, images),
    {
      label: 'Copy reference by digest',
      icon: Copy,
      run: () => void berth.copy(digestReferenceOf(repository, image), 'Reference'),
    },
    { icon: ExternalLink, ...openInConsole(berth, repository, image.digest) },
  ];
}
