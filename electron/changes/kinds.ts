import type { Change, ChangeKind, ChangeOf } from '../../shared/model/changes/change';
import type { KindOfChange } from './change-work';
import { composeIndex } from './kinds/images/compose-index';
import { createRepository } from './kinds/repository/create-repository';
import { deleteImages } from './kinds/images/delete-images';
import { deleteRepository } from './kinds/repository/delete-repository';
import { removeTag } from './kinds/images/remove-tag';
import { setCatalog } from './kinds/repository/set-catalog';
import { setLifecycle } from './kinds/repository/set-lifecycle';
import { setMutability } from './kinds/repository/set-mutability';
import { setPolicy } from './kinds/repository/set-policy';
import { setResourceTags } from './kinds/repository/set-resource-tags';
import { setScanning } from './kinds/repository/set-scanning';
import { setTag } from './kinds/images/set-tag';
import { archiveImages, restoreImages } from './kinds/images/storage-class';

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
