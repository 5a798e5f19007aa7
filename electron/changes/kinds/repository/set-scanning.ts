import type { ChangeOf } from '../../../../shared/model/changes/change';
import { putScanning } from '../../../ecr/settings/repository-settings';
import type { KindOfChange } from '../../change-work';
import { undoneBy } from '../../undo/undo-recipe';

/** Whether images are scanned when they are pushed. */
export const setScanning: KindOfChange<ChangeOf<'set-scanning'>> = {
  title: ({ repository, scanOnPush }) => `Switch scan on push of ${repository.name} ${scanOnPush ? 'on' : 'off'}`,

  async look({ scanOnPush }, work) {
    const now = await work.repository();
    const facts = await work.facts();
    if (now.scanOnPush === scanOnPush) return { effects: [], warnings: [], facts };
    return {
      effects: [scanOnPush ? 'Images are scanned when they are pushed.' : 'Images are no longer scanned when they are pushed.'],
      // User guide, “Scan images for software vulnerabilities”: the registry's scanning filters win over the repository's setting.
      warnings: [{ text: 'Scanning rules of the registry, where there are any, win over this setting.', serious: false }],
      undo: { possible: true },
      facts,
    };
  },

  async make({ repository, scanOnPush }, work) {
    const before = await work.repository();
    const what = 'Scan on push';
    const facts = await work.facts();
    if (before.scanOnPush === scanOnPush) {
      work.tell({ what, result: 'unchanged' });
      return { facts };
    }
    await putScanning(work.ports.clients, repository, { scanOnPush });
    work.tell({ what, result: 'done' });
    work.ports.lists.put({ ...before, scanOnPush });
    return { facts, undo: undoneBy({ kind: 'set-scanning', repository, scanOnPush: before.scanOnPush }) };
  },
};
