import type { RepositoryDetail, RepositoryKey } from '../../../shared/model/repository';
import type { GrantPull } from '../../../shared/model/moving/transfer';
import { grantPull, type GrantPullPorts } from '../access/grant-pull';
import { showRepository } from './show-repository';

/** One repository looked at, and shared with another account. Every method fails with an AppError. */
export class Repositories {
  readonly #ports: GrantPullPorts;

  constructor(ports: GrantPullPorts) {
    this.#ports = ports;
  }

  show(key: RepositoryKey): Promise<RepositoryDetail> {
    return showRepository(this.#ports.clients, key);
  }

  async grantPull(input: GrantPull): Promise<void> {
    await grantPull(this.#ports, input);
  }
}
