/** The same change over many repositories, as plans and jobs. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { privateRegistryHost } from '../../shared/ecr/registry-host';
import { Bulk } from '../bulk/bulk';
import { BulkFiles } from '../bulk/bulk-file';
import type { ChangeMaker } from '../bulk/run-bulk';
import type { Inventory } from '../inventory/inventory';
import type { Jobs } from '../jobs/jobs';
import { sleep } from '../timing';
import type { BerthSurroundings } from './surroundings';

export function composeBulk({ folders, log }: BerthSurroundings, { changes, inventory, jobs }: { changes: ChangeMaker; inventory: Inventory; jobs: Jobs }): { bulk: Bulk; bulkFiles: BulkFiles } {
  const bulkFiles = new BulkFiles(join(folders.data, 'bulk'));
  const bulk = new Bulk({
    changes,
    files: bulkFiles,
    query: (query) => inventory.query(query),
    hostOf: ({ profile, region, registry }) => {
      const accountId = inventory.state().sources.find((source) => source.profile === profile)?.accountId;
      return accountId === undefined || registry === 'public' ? undefined : privateRegistryHost({ accountId, region });
    },
    begin: (job) => jobs.begin(job),
    newId: randomUUID,
    pause: sleep,
    log,
  });
  return { bulk, bulkFiles };
}
