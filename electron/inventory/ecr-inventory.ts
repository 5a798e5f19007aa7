import type { FetchBytes } from '../ecr/images/read-config';
import { readPlatforms } from '../ecr/images/read-platforms';
import type { EcrClients } from '../ecr/ports';
import type { InventoryEcr } from './ports';

/** The inventory's questions about one repository, put to ECR. */
export function ecrInventory(clients: EcrClients, fetchBytes: FetchBytes): InventoryEcr {
  return {
    platforms: (key, images) => readPlatforms(clients, key, { images, fetchBytes }),
  };
}
