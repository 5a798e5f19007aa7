/** One request to a registry once its sender is known: what it may touch, and how it is answered. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { blankRepository, repositoryOf } from '../ecr/ecr-call';
import type { EstateShelf } from '../estate/estate-shelf';
import type { Authorize, BlobStore } from '../ports';
import type { Principal, RegistryState, RepositoryState } from '../state';
import { OciError } from './oci-error';
import type { Uploads } from './uploads';

/** What every route works with. */
export interface RegistryServices {
  registry: RegistryState;
  blobs: BlobStore;
  uploads: Uploads;
  authorize: Authorize;
  /** Repositories that nobody made, besides those of the state. */
  estate?: EstateShelf;
  /** Epoch milliseconds. */
  now: () => number;
  /** To be called after every change, so that it is saved. */
  onChange: () => void;
}

export class RegistryCall {
  readonly services: RegistryServices;
  readonly principal: Principal;
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  readonly #response: ServerResponse;

  constructor(options: { services: RegistryServices; principal: Principal; request: IncomingMessage; response: ServerResponse; query: URLSearchParams }) {
    this.services = options.services;
    this.principal = options.principal;
    this.request = options.request;
    this.query = options.query;
    this.#response = options.response;
  }

  /** The repository, once the caller may do `action` in it: who may not look is not told whether it is there. */
  repository(name: string, action: string): RepositoryState {
    const { registry, now, estate } = this.services;
    const found = repositoryOf(registry, name) ?? estate?.take(registry, name, action);
    if (!this.may(action, found ?? blankRepository(name, now()))) throw new OciError(403, 'DENIED', this.#refusal);
    if (found !== undefined) return found;
    throw new OciError(404, 'NAME_UNKNOWN', `The repository with name '${name}' does not exist in the registry with id '${registry.accountId}'`);
  }

  #refusal = '';

  may(action: string, repository: RepositoryState): boolean {
    const { authorize, registry } = this.services;
    const decision = authorize({ principal: this.principal, action, registry, repository });
    if (!decision.allowed) this.#refusal = decision.reason;
    return decision.allowed;
  }

  get isHead(): boolean {
    return this.request.method === 'HEAD';
  }

  /** Answers without a body, or with a small one; HEAD gets the headers alone. */
  answer(status: number, headers: Record<string, string | number>, body: string | Uint8Array = ''): void {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    this.#response.writeHead(status, { 'content-length': length, ...headers });
    this.#response.end(this.isHead ? undefined : body);
  }

  /** The response itself, for a body that is streamed. */
  stream(status: number, headers: Record<string, string | number>): ServerResponse {
    this.#response.writeHead(status, headers);
    return this.#response;
  }
}
