import type Docker from 'dockerode';
import type { AppError } from '../../shared/errors';
import { dockerClient } from './docker-client';
import type { DockerTarget } from './target/docker-target';
import { findDocker, type DockerSurroundings } from './target/find-docker';

/** Holds the client in use; finds the engine again after it could not be reached, for the context may have changed. */
export class DockerConnector {
  readonly #around: DockerSurroundings;
  #found: { target: DockerTarget; docker: Docker } | undefined;

  constructor(around: DockerSurroundings) {
    this.#around = around;
  }

  /** @throws AppError when the context or DOCKER_HOST cannot be used; whether the engine answers is not tried. */
  async connect(): Promise<Docker> {
    if (this.#found === undefined) {
      const target = await findDocker(this.#around);
      this.#found = { target, docker: dockerClient(target) };
    }
    return this.#found.docker;
  }

  /** Takes note of a failure, and hands it on. */
  failed(error: AppError): AppError {
    if (error.code === 'docker-unavailable') this.forget();
    return error;
  }

  forget(): void {
    this.#found = undefined;
  }

  context(): string {
    return this.#found?.target.context ?? 'default';
  }

  host(): string {
    return this.#found?.target.host ?? 'the Docker Engine';
  }
}
