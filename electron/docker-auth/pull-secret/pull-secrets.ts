import type { RegistryToken } from '../registry-token';
import { kubectlApply } from './kubectl';
import { pullSecretManifest, pullSecretYaml, type PullSecretManifest } from './pull-secret-manifest';

/** Which sign-in, and under which name it is to be in the cluster. */
export interface PullSecretRequest {
  profile: string;
  region: string;
  name: string;
  namespace: string;
}

/** A manifest, for which registry and until when it serves. */
export interface PullSecret {
  manifest: PullSecretManifest;
  yaml: string;
  host: string;
  expiresAt: Date;
}

export interface PullSecretsOptions {
  /** A token that was just made lives longest. */
  tokens: { fresh(scope: { profile: string; region: string }): Promise<RegistryToken> };
  env: Readonly<Record<string, string | undefined>>;
}

/** Kubernetes imagePullSecrets on request: printed, copied or applied; Berth keeps none and renews none. */
export class PullSecrets {
  readonly #options: PullSecretsOptions;

  constructor(options: PullSecretsOptions) {
    this.#options = options;
  }

  /** @throws AppError, as AWS refused the token, or `invalid-input` for a name that Kubernetes refuses. */
  async make({ profile, region, name, namespace }: PullSecretRequest): Promise<PullSecret> {
    const token = await this.#options.tokens.fresh({ profile, region });
    const manifest = pullSecretManifest({ name, namespace, token });
    return { manifest, yaml: pullSecretYaml(manifest), host: token.host, expiresAt: token.expiresAt };
  }

  /** Hands it to the person's kubectl. @throws AppError also `kubectl-failed`. */
  async apply(request: PullSecretRequest & { context?: string | undefined }, signal?: AbortSignal): Promise<PullSecret> {
    const made = await this.make(request);
    await kubectlApply({
      manifest: `${JSON.stringify(made.manifest)}\n`,
      env: this.#options.env,
      ...(request.context !== undefined && { context: request.context }),
      ...(signal !== undefined && { signal }),
    });
    return made;
  }
}
