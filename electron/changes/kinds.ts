import type { Change, ChangeKind, ChangeOf } from '../../shared/model/changes/change';
import type { KindOfChange } from './change-work';
import { composeIndex } from './kinds/compose-index';
import { createRepository } from './kinds/create-repository';
import { deleteImages } from './kinds/delete-images';
import { deleteRepository } from './kinds/delete-repository';
import { removeTag } from './kinds/remove-tag';
import { setCatalog } from './kinds/set-catalog';
import { setLifecycle } from './kinds/set-lifecycle';
import { setMutability } from './kinds/set-mutability';
import { setPolicy } from './kinds/set-policy';
import { setResourceTags } from './kinds/set-resource-tags';
import { setScanning } from './kinds/set-scanning';
import { setTag } from './kinds/set-tag';
import { archiveImages, restoreImages } from './kinds/storage-class';

const KINDS: { [K in ChangeKind]: KindOfChange<ChangeOf<K>> } = {
  'create-repository': createRepository,
  'set-mutability': setMutability,
  'set-scanning': setScanning,
  'set-resource-tags': setResourceTags,
  'set-lifecycle': setLifecycle,
  'set-policy': setPolicy,
  'set-catalog': setCatalog,
  'delete-repository': deleteRepository,
  'set-tag': setTag,
  'compose-index': composeIndex,
  'remove-tag': removeTag,
  'delete-images': deleteImages,
  'archive-images': archiveImages,
  'restore-images': restoreImages,
};

/** How Berth makes this change. */
export const kindOfChange = <C extends Change>(change: C): KindOfChange<C> => KINDS[change.kind] as unknown as KindOfChange<C>;
