import type { CreateRepository, Repository, RepositoryDetail, RepositoryKey } from '../../../shared/model/repository';
import type { GrantPull } from '../../../shared/model/moving/transfer';
import { grantPull, type GrantPullPorts } from '../access/grant-pull';
import { createRepository } from './create-repository';
import { deleteRepository } from './delete-repository';
import { showRepository } from './show-repository';

/** Where a change becomes visible before ECR is asked again. */
export interface RepositoryList {
  put(repository: Repository): void;
  remove(key: RepositoryKey): void;
}

/** What a person does with repositories; each change shows in the list at once. Every method fails with an AppError. */
export class Repositories {
  readonly #ports: GrantPullPorts;
  readonly #list: RepositoryList;

  constructor(ports: GrantPullPorts, list: RepositoryList) {
    this.#ports = ports;
    this.#list = list;
  }

  show(key: RepositoryKey): Promise<RepositoryDetail> {
    return showRepository(this.#ports.clients, key);
  }

  async create(input: CreateRepository): Promise<Repository> {
    const repository = await createRepository(this.#ports.clients, input);
    this.#list.put(repository);
    return repository;
  }

  async delete(input: RepositoryKey & { force: boolean }): Promise<void> {
    await deleteRepository(this.#ports.clients, input);
    this.#list.remove(input);
  }

  async grantPull(input: GrantPull): Promise<void> {
    await grantPull(this.#ports, input);
  }
}
