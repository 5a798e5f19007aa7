import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Milliseconds. Without `throwOnRequestTimeout` the SDK only warns and a silent server hangs the caller for ever. */
export interface AwsTimeouts {
  connectionMs: number;
  requestMs: number;
  maxAttempts: number;
}

export const AWS_TIMEOUTS: AwsTimeouts = { connectionMs: 5_000, requestMs: 20_000, maxAttempts: 5 };

/** What all clients share; `endpoint` is the custom one of the profile, if it has one. */
export function clientConfig(timeouts: AwsTimeouts, endpoint: string | undefined) {
  return {
    maxAttempts: timeouts.maxAttempts,
    retryMode: 'adaptive',
    // Endpoints were read with the profile; here the SDK would look them up in the wrong one.
    ignoreConfiguredEndpointUrls: true,
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
