/** One call of the private ECR API, once the caller is known: finds things, and asks whether it may. */
import { ApiError } from '../api/api-error';
import type { EstateRepository } from '../estate/estate';
import type { EstateShelf } from '../estate/estate-shelf';
import type { Authorize, BlobStore, TokenBook } from '../ports';
import type { Principal, RegistryState, RepositoryState, SandboxState } from '../state';

/** What operations work with; all of it passed in. */
export interface EcrServices {
  state: SandboxState;
  blobs: BlobStore;
  tokens: TokenBook;
  authorize: Authorize;
  /** Repositories that nobody made, besides those of the state. */
  estate?: EstateShelf;
  /** Epoch milliseconds. */
  now: () => number;
  newId: () => string;
  /** To be called after every change, so that it is saved. */
  onChange: () => void;
  /** A link that serves one blob without further credentials, for some time. */
  downloadUrl: (digest: string) => string;
}

export interface RepositoryInput {
  registryId?: string | undefined;
  repositoryName: string;
}

export class EcrCall {
  readonly principal: Principal;
  readonly region: string;
  readonly services: EcrServices;
  readonly #action: string;

  constructor(options: { principal: Principal; region: string; services: EcrServices; action: string }) {
    this.principal = options.principal;
    this.region = options.region;
    this.services = options.services;
    this.#action = options.action;
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.services.now();
  }

  changed(): void {
    this.services.onChange();
  }

  /** The registry of `accountId` (the caller's own unless given) in the region of the call; not yet authorised. */
  registry(accountId = this.principal.accountId): RegistryState {
    const found = this.services.state.registries.find(
      (r) => r.accountId === accountId && r.region === this.region,
    );
    if (found === undefined)
      throw new ApiError(
        'InvalidParameterException',
        `There is no registry with id '${accountId}' in ${this.region}.`,
      );
    return found;
  }

  /** The registry, once the caller may do this call's action on it as a whole. @throws ApiError AccessDeniedException */
  authorizedRegistry(accountId?: string): RegistryState {
    const registry = this.registry(accountId);
    this.authorize(registry);
    return registry;
  }

  /** @throws ApiError AccessDeniedException with AWS's sentence. */
  authorize(registry: RegistryState, repository?: RepositoryState): void {
    const decision = this.services.authorize({
      principal: this.principal,
      action: this.#action,
      registry,
      ...(repository !== undefined && { repository }),
    });
    if (!decision.allowed) throw new ApiError('AccessDeniedException', decision.reason);
  }

  /**
   * The repository that `input` names, once the caller may do this call's action on it.
   * Permission comes first: who may not look is not told whether it is there.
   */
  repository(input: RepositoryInput): { registry: RegistryState; repository: RepositoryState } {
    const registry = this.registry(input.registryId);
    const found = repositoryOf(registry, input.repositoryName) ?? this.services.estate?.take(registry, input.repositoryName, this.#action);
    this.authorize(registry, found ?? blankRepository(input.repositoryName, this.now()));
    if (found === undefined) throw repositoryNotFound(registry, input.repositoryName);
    return { registry, repository: found };
  }

  /** A repository of the estate that nobody changed, once the caller may do this call's action on it. @throws ApiError AccessDeniedException */
  estateRepository(input: RepositoryInput): { estate: EstateShelf; registry: RegistryState; at: EstateRepository } | undefined {
    const { estate } = this.services;
    if (estate === undefined) return undefined;
    const registry = this.registry(input.registryId);
    const at = repositoryOf(registry, input.repositoryName) === undefined ? estate.find(registry, input.repositoryName) : undefined;
    if (at === undefined) return undefined;
    this.authorize(registry, blankRepository(at.name, this.now()));
    return { estate, registry, at };
  }
}

/** Own property only: a repository may well be called `constructor`. */
export function repositoryOf(registry: RegistryState, name: string): RepositoryState | undefined {
  return Object.hasOwn(registry.repositories, name) ? registry.repositories[name] : undefined;
}

/** A repository with ECR's defaults and nothing in it. */
export function blankRepository(name: string, createdAt: number): RepositoryState {
  return {
    name,
    createdAt,
    mutability: 'MUTABLE',
    exclusionFilters: [],
    scanOnPush: false,
    encryptionType: 'AES256',
    resourceTags: {},
    images: {},
    tags: {},
    layers: [],
  };
}

export function repositoryNotFound(registry: RegistryState, name: string): ApiError {
  return new ApiError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registry.accountId}'`,
  );
}
