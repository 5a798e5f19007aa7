/** GetAuthorizationToken: the way in to the registry's OCI side. */
import { z } from 'zod';
import { operation, type OperationTable } from '../api/operation';
import type { EcrCall } from './ecr-call';
import { pattern, seconds } from './fields';

export const authorizationOperations: OperationTable<EcrCall> = {
  GetAuthorizationToken: operation({
    action: 'ecr:GetAuthorizationToken',
    // Deprecated by AWS, still taken: the token is the same, the endpoints are those of the registries named.
    input: z.object({
      registryIds: z
        .array(pattern(/^[0-9]{12}$/))
        .min(1)
        .max(10)
        .optional(),
    }),
    handle(input, call: EcrCall) {
      const own = call.authorizedRegistry();
      const registries = input.registryIds?.map((id) => call.registry(id)) ?? [own];
      const { authorizationToken, expiresAt } = call.services.tokens.issue(call.principal, call.region);
      return {
        authorizationData: registries.map((registry) => ({
          authorizationToken,
          expiresAt: seconds(expiresAt),
          // ECR says https; this registry speaks plain http, as everything on loopback does.
          proxyEndpoint: `http://${registry.host}`,
        })),
      };
    },
  }),
};
