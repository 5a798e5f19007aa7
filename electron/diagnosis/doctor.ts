import type { Diagnosis } from '../../shared/model/diagnosis';
import { diagnose } from './diagnose';
import { examine } from './examine';
import { gatherFacts } from './facts/facts';
import { gatherHealth, type HealthPorts } from './facts/health';

/** Finds out why Docker cannot reach an image or a registry. */
export class Doctor {
  readonly #ports: HealthPorts;

  constructor(ports: HealthPorts) {
    this.#ports = ports;
  }

  /**
   * The first broken link between Docker's configuration and the image, or the registry when its host alone is given. Without
   * either everything is looked over, and all that is broken listed.
   */
  async diagnose(reference?: string): Promise<Diagnosis> {
    if (reference === undefined || reference.trim() === '') return examine(await gatherHealth(this.#ports));
    return diagnose(await gatherFacts(this.#ports, reference));
  }
}
