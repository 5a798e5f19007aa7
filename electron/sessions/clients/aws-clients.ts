import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EKSClient } from '@aws-sdk/client-eks';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { Credentials, ProfileSourceOfTruth } from '../credentials';
import { AWS_TIMEOUTS, clientConfig, type AwsTimeouts } from './client-config';
import { KeptClients } from './kept-clients';
import { stsRegion } from './sts-region';

export interface AwsClientsOptions {
  profiles: ProfileSourceOfTruth;
  credentials: Pick<Credentials, 'providerFor'>;
  timeouts?: AwsTimeouts;
}

/** SDK clients by profile and region, kept (with their connections) until a profile changes. */
export class AwsClients {
  readonly #options: AwsClientsOptions;
  readonly #clients = new KeptClients();
  readonly #stop: () => void;

  constructor(options: AwsClientsOptions) {
    this.#options = options;
    // Clients in use finish their calls; they are only not handed out again.
    this.#stop = options.profiles.onChange(() => this.#clients.forget());
  }

  /** @throws AppError `profile-not-found`. */
  ecr(profile: string, region: string): ECRClient {
    const definition = this.#options.profiles.find(profile);
    return this.#clients.once(`ecr ${profile} ${region}`, () => new ECRClient({ ...this.#config(definition, definition.endpoints.ecr), region }));
  }

  /** ECR Public answers in us-east-1 only. @throws AppError `profile-not-found`. */
  ecrPublic(profile: string): ECRPUBLICClient {
    const definition = this.#options.profiles.find(profile);
    return this.#clients.once(`ecr-public ${profile}`, () => new ECRPUBLICClient({ ...this.#config(definition, definition.endpoints.ecrPublic), region: 'us-east-1' }));
  }

  /** @throws AppError `profile-not-found`. */
  sts(profile: string): STSClient {
    const definition = this.#options.profiles.find(profile);
    return this.#clients.once(`sts ${profile}`, () => new STSClient({ ...this.#config(definition, definition.endpoints.sts), region: stsRegion(definition) }));
  }

  /** Loaded when it is first wanted: it is large, and seldom is. @throws AppError `profile-not-found`. */
  async iam(profile: string): Promise<IAMClient> {
    const definition = this.#options.profiles.find(profile);
    const { IAMClient } = await import('@aws-sdk/client-iam');
    return this.#clients.once(`iam ${profile}`, () => new IAMClient({ ...this.#config(definition, definition.endpoints.iam), region: stsRegion(definition) }));
  }

  /** Services that run images; loaded when a person has them asked. @throws AppError `profile-not-found`. */
  async ecs(profile: string, region: string): Promise<ECSClient> {
    const definition = this.#options.profiles.find(profile);
    const { ECSClient } = await import('@aws-sdk/client-ecs');
    return this.#clients.once(`ecs ${profile} ${region}`, () => new ECSClient({ ...this.#config(definition, definition.endpoints.ecs), region }));
  }

  /** @throws AppError `profile-not-found`. */
  async eks(profile: string, region: string): Promise<EKSClient> {
    const definition = this.#options.profiles.find(profile);
    const { EKSClient } = await import('@aws-sdk/client-eks');
    return this.#clients.once(`eks ${profile} ${region}`, () => new EKSClient({ ...this.#config(definition, definition.endpoints.eks), region }));
  }

  /** @throws AppError `profile-not-found`. */
  async lambda(profile: string, region: string): Promise<LambdaClient> {
    const definition = this.#options.profiles.find(profile);
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    return this.#clients.once(`lambda ${profile} ${region}`, () => new LambdaClient({ ...this.#config(definition, definition.endpoints.lambda), region }));
  }

  close(): void {
    this.#stop();
    this.#clients.close();
  }

  #config(definition: ProfileDefinition, endpoint: string | undefined) {
    return {
      ...clientConfig(this.#options.timeouts ?? AWS_TIMEOUTS, endpoint, definition),
      credentials: this.#options.credentials.providerFor(definition.name),
    };
  }
}
