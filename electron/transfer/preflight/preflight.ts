import { type ImageReference, parseImageReference } from '../../../shared/ecr/image-reference';
import type { PreflightReport, PreflightRequest } from '../../../shared/model/moving/preflight';
import type { EcrScope } from '../../ecr/ports';
import { isSameRegistry, registryPlace, type RegistryPlaces } from '../../ecr/registry-place';
import type { RegistryAccess } from '../ports';
import { ecrFindings, type EcrFindingsPorts } from './ecr-findings';
import { failed, good, inOrder, type Finding } from './finding';
import { registryFindings } from './registry-findings';
import { spaceFinding } from './space-finding';

export interface PreflightPorts extends EcrFindingsPorts {
  places: RegistryPlaces;
  /** Registry host of a profile in a region; asking signs it in. */
  hostOf(scope: EcrScope): Promise<string>;
  access: Pick<RegistryAccess, 'client'>;
  /** Bytes free where a folder is. */
  freeBytes(folder: string): Promise<number>;
}

/** How long a registry may take to answer, in milliseconds; a look must not hold a person up for longer. */
const PATIENCE = 20_000;

/** Looks at everything that could refuse a push, and changes nothing. */
export class Preflight {
  readonly #ports: PreflightPorts;

  constructor(ports: PreflightPorts) {
    this.#ports = ports;
  }

  /** Whatever stands in the way is a finding, the network and the sign-in included. @throws AppError `invalid-reference` alone. */
  async check({ reference: text, profile, digest, space }: PreflightRequest): Promise<PreflightReport> {
    const reference = parseImageReference(text);
    const [registry, room] = await Promise.all([
      this.#registry(reference, profile, digest),
      space === undefined ? [] : spaceFinding((folder) => this.#ports.freeBytes(folder), space).then((finding) => [finding]),
    ]);
    const used = registry.profile ?? profile;
    return { reference: text, ...(used !== undefined && { profile: used }), findings: inOrder([...registry.findings, ...room]), canCreate: registry.canCreate };
  }

  async #registry(reference: ImageReference, profile: string | undefined, digest: string | undefined): Promise<Looked> {
    const { host, repository: name } = reference;
    try {
      const place = await registryPlace(this.#ports.places, host, profile);
      if (place === undefined) {
        const findings = await registryFindings(this.#ports.access, { reference, profile, digest, signal: AbortSignal.timeout(PATIENCE) });
        return { findings, canCreate: false };
      }
      const scope = { profile: place.profile, region: place.region };
      const own = isSameRegistry(await this.#ports.hostOf(scope), host);
      const tag = reference.digest === undefined ? (reference.tag ?? 'latest') : reference.tag;
      const looked = await ecrFindings(this.#ports, { place, own, name, tag, digest });
      return { ...looked, profile: place.profile, findings: [...looked.findings, good('sign-in', `Signed in to ${host} as ${place.profile}.`)] };
    } catch (thrown) {
      return { findings: [failed(thrown, 'sign-in')], canCreate: false };
    }
  }
}

interface Looked {
  findings: Finding[];
  canCreate: boolean;
  profile?: string;
}
