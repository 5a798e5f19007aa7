import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ProfileDefinition } from '../../profiles/profile-definition';

/** Milliseconds. Without `throwOnRequestTimeout` the SDK only warns and a silent server hangs the caller for ever. */
export interface AwsTimeouts {
  connectionMs: number;
  requestMs: number;
  maxAttempts: number;
}

export const AWS_TIMEOUTS: AwsTimeouts = { connectionMs: 5_000, requestMs: 20_000, maxAttempts: 5 };

/** The part of a profile that says which of a region's addresses its calls go to. */
export type EndpointChoice = Pick<ProfileDefinition, 'useFips' | 'useDualStack'>;

/** What all clients share; `endpoint` is the custom one of the profile, if it has one. */
export function clientConfig(timeouts: AwsTimeouts, endpoint: string | undefined, choice: EndpointChoice = {}) {
  return {
    maxAttempts: timeouts.maxAttempts,
    retryMode: 'adaptive',
    // These were read with the profile; left out, the SDK would look them up in the wrong one.
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: choice.useFips === true,
    useDualstackEndpoint: choice.useDualStack === true,
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: timeouts.connectionMs,
      requestTimeout: timeouts.requestMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 32 },
      httpsAgent: { keepAlive: true, maxSockets: 32 },
    }),
  };
}
