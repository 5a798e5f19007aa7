import { listImages } from '../ecr/images/list-images';
import type { FetchBytes } from '../ecr/images/read-config';
import { readPlatforms } from '../ecr/images/read-platforms';
import { listRepositories } from '../ecr/repository/list-repositories';
import type { EcrClients } from '../ecr/ports';
import type { InventoryEcr } from './ports';

/** The inventory's questions, put to ECR. */
export function ecrInventory(clients: EcrClients, fetchBytes: FetchBytes): InventoryEcr {
  return {
    repositories: (scope, signal) => listRepositories(clients, scope, signal),
    images: (key) => listImages(clients, { ...key, archived: true }),
    platforms: (key, images) => readPlatforms(clients, key, { images, fetchBytes }),
  };
}
