/** The estate as part of the sandbox's registries: a repository is made when somebody asks for it, and kept once somebody changes it. */
import { blankRepository } from '../ecr/ecr-call';
import type { RegistryState, RepositoryState } from '../state';
import type { Estate, EstateRegistry, EstateRepository } from './estate';
import { CONFIGS, imagesOf, settingsOf } from './estate-image';

/** Actions that change nothing; for all others the repository becomes one of the state's own. */
const READING = /^ecr:(Describe|List|Get|BatchGet|BatchCheck)/;

/** Repositories made lately: a person's next click is on the same one. */
const KEPT = 16;

export class EstateShelf {
  readonly estate: Estate;
  readonly #made = new Map<string, RepositoryState>();

  constructor(estate: Estate) {
    this.estate = estate;
  }

  /** Where the estate has this registry; undefined for a registry that is none of its own. */
  registry({ accountId, region }: RegistryState): EstateRegistry | undefined {
    return this.estate.registry(accountId, region);
  }

  /** The repository as the estate has it, unless it was changed (or deleted) since. */
  find(registry: RegistryState, name: string): EstateRepository | undefined {
    const own = this.registry(registry);
    if (own === undefined || isTaken(registry, name)) return undefined;
    return this.estate.find(own, name);
  }

  /** The repository with all that is in it. For an action that changes something it is put among the state's own first. */
  take(registry: RegistryState, name: string, action: string): RepositoryState | undefined {
    const at = this.find(registry, name);
    if (at === undefined) return undefined;
    const text = `${registry.accountId} ${registry.region} ${name}`;
    const repository = this.#made.get(text) ?? repositoryState(this.estate, at);
    this.#made.delete(text);
    if (READING.test(action)) {
      this.#made.set(text, repository);
      if (this.#made.size > KEPT) this.#made.delete(this.#made.keys().next().value as string);
      return repository;
    }
    registry.repositories[name] = repository;
    registry.taken = { ...registry.taken, [name]: true };
    return repository;
  }
}

const isTaken = ({ taken = {} }: RegistryState, name: string): boolean => Object.hasOwn(taken, name);

function repositoryState(estate: Estate, at: EstateRepository): RepositoryState {
  const repository: RepositoryState = {
    ...blankRepository(at.name, 0),
    ...settingsOf(estate, at),
    layers: Object.values(CONFIGS).map(({ digest }) => digest),
  };
  for (const { digest, manifest, mediaType, artifactMediaType, tags, sizeBytes, pushedAt, lastPulledAt, scannedAt, findings } of imagesOf(estate, at)) {
    repository.images[digest] = {
      digest, mediaType, sizeBytes, pushedAt,
      manifest: Buffer.from(manifest).toString('base64'),
      ...(artifactMediaType !== undefined && { artifactMediaType }),
      ...(lastPulledAt !== undefined && { lastPulledAt }),
      ...(scannedAt !== undefined && findings !== undefined && { findings: { severityCounts: findings, findings: [], scannedAt } }),
    };
    for (const tag of tags) repository.tags[tag] = digest;
  }
  return repository;
}
