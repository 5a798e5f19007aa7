/** Settings of a registry as a whole: replication, scanning, account settings. Kept and told, without effect. */
import { z } from 'zod';
import { invalidParameter } from '../../api/api-error';
import { operation, type OperationTable } from '../../api/operation';
import type { RegistryState } from '../../state';
import type { EcrCall } from '../ecr-call';
import { pattern } from '../fields';

const region = pattern(/^[0-9a-z-]{2,25}$/);
const replicationConfiguration = z.object({
  rules: z
    .array(
      z.object({
        destinations: z
          .array(z.object({ region, registryId: pattern(/^[0-9]{12}$/) }))
          .max(25, 'Member must have length less than or equal to 25'),
        repositoryFilters: z
          .array(z.object({ filter: z.string().min(2).max(256), filterType: z.literal('PREFIX_MATCH') }))
          .max(100, 'Member must have length less than or equal to 100')
          .optional(),
      }),
    )
    .max(10, 'Member must have length less than or equal to 10'),
});
const UNIQUE_DESTINATIONS = 25;

/** @throws ApiError for more destinations than all rules may have, and for the registry itself as one. */
function checkDestinations(rules: z.output<typeof replicationConfiguration>['rules'], own: Pick<RegistryState, 'accountId' | 'region'>): void {
  const all = rules.flatMap(({ destinations }) => destinations);
  if (new Set(all.map((one) => `${one.registryId} ${one.region}`)).size > UNIQUE_DESTINATIONS)
    throw invalidParameter('replicationConfiguration', `A registry has at most ${UNIQUE_DESTINATIONS} unique destinations`);
  if (all.some((one) => one.registryId === own.accountId && one.region === own.region))
    throw invalidParameter('replicationConfiguration', 'A registry cannot be a replication destination of itself');
}

const scanningRules = z
  .array(
    z.object({
      scanFrequency: z.enum(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL']),
      repositoryFilters: z
        .array(z.object({ filter: z.string().min(1).max(256), filterType: z.literal('WILDCARD') }))
        .max(100, 'Member must have length less than or equal to 100'),
    }),
  )
  .max(2, 'Member must have length less than or equal to 2');

/** Account settings by name: the values they take, the default first. */
const ACCOUNT_SETTINGS: Readonly<Record<string, readonly string[]>> = {
  BASIC_SCAN_TYPE_VERSION: ['AWS_NATIVE', 'CLAIR'],
  REGISTRY_POLICY_SCOPE: ['V2', 'V1'],
  BLOB_MOUNTING: ['ENABLED', 'DISABLED'],
};

/** @throws ApiError InvalidParameterException for a name that is none. */
function valuesOf(name: string): readonly string[] {
  const values = Object.hasOwn(ACCOUNT_SETTINGS, name) ? ACCOUNT_SETTINGS[name] : undefined;
  if (values === undefined)
    throw invalidParameter(
      'name',
      `Member must satisfy enum value set: [${Object.keys(ACCOUNT_SETTINGS).join(', ')}]`,
    );
  return values;
}

export const registrySettingOperations: OperationTable<EcrCall> = {
  DescribeRegistry: operation({
    action: 'ecr:DescribeRegistry',
    input: z.object({}),
    handle(_input, call: EcrCall) {
      const { accountId, settings } = call.authorizedRegistry();
      return {
        registryId: accountId,
        replicationConfiguration: settings.replicationConfiguration ?? { rules: [] },
      };
    },
  }),
  PutReplicationConfiguration: operation({
    action: 'ecr:PutReplicationConfiguration',
    input: z.object({ replicationConfiguration }),
    handle(input, call: EcrCall) {
      const registry = call.authorizedRegistry();
      checkDestinations(input.replicationConfiguration.rules, registry);
      registry.settings.replicationConfiguration = input.replicationConfiguration;
      call.changed();
      return { replicationConfiguration: input.replicationConfiguration };
    },
  }),
  GetRegistryScanningConfiguration: operation({
    action: 'ecr:GetRegistryScanningConfiguration',
    input: z.object({}),
    handle(_input, call: EcrCall) {
      const { accountId, settings } = call.authorizedRegistry();
      return {
        registryId: accountId,
        scanningConfiguration: settings.scanningConfiguration ?? { scanType: 'BASIC', rules: [] },
      };
    },
  }),
  PutRegistryScanningConfiguration: operation({
    action: 'ecr:PutRegistryScanningConfiguration',
    input: z.object({ scanType: z.enum(['BASIC', 'ENHANCED']).optional(), rules: scanningRules.optional() }),
    handle({ scanType = 'BASIC', rules = [] }, call: EcrCall) {
      const registry = call.authorizedRegistry();
      if (scanType === 'BASIC' && rules.some(({ scanFrequency }) => scanFrequency === 'CONTINUOUS_SCAN'))
        throw invalidParameter('rules', 'CONTINUOUS_SCAN is only for the scan type ENHANCED');
      registry.settings.scanningConfiguration = { scanType, rules };
      call.changed();
      return { registryScanningConfiguration: { scanType, rules } };
    },
  }),
  GetAccountSetting: operation({
    action: 'ecr:GetAccountSetting',
    input: z.object({ name: z.string() }),
    handle({ name }, call: EcrCall) {
      const [initial] = valuesOf(name);
      return { name, value: call.authorizedRegistry().settings[`account:${name}`] ?? initial };
    },
  }),
  PutAccountSetting: operation({
    action: 'ecr:PutAccountSetting',
    input: z.object({ name: z.string(), value: z.string() }),
    handle({ name, value }, call: EcrCall) {
      const registry = call.authorizedRegistry();
      const values = valuesOf(name);
      if (!values.includes(value))
        throw invalidParameter('value', `Member must satisfy enum value set: [${values.join(', ')}]`);
      registry.settings[`account:${name}`] = value;
      call.changed();
      return { name, value };
    },
  }),
};
