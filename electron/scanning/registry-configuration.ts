import { GetRegistryScanningConfigurationCommand, PutRegistryScanningConfigurationCommand } from '@aws-sdk/client-ecr';
import type { RegistryScope, ScanningConfiguration } from '../../shared/model/findings';
import { apiRules } from '../../shared/scanning/configuration-command';
import { callEcr } from '../ecr/call-ecr';
import type { EcrClients } from '../ecr/ports';

/** How a registry is scanned. @throws AppError. */
export async function readScanningConfiguration(clients: EcrClients, scope: RegistryScope): Promise<ScanningConfiguration> {
  const { scanningConfiguration } = await callEcr(clients, { ...scope, operation: 'GetRegistryScanningConfiguration' }, (client) => client.send(new GetRegistryScanningConfigurationCommand({})));
  return {
    scanType: scanningConfiguration?.scanType ?? 'BASIC',
    rules: (scanningConfiguration?.rules ?? []).flatMap(({ scanFrequency, repositoryFilters = [] }) =>
      scanFrequency === undefined ? [] : [{ frequency: scanFrequency, filters: repositoryFilters.flatMap(({ filter }) => filter ?? []) }],
    ),
  };
}

/** Replaces all of it. @throws AppError. */
export async function putScanningConfiguration(clients: EcrClients, { configuration, ...scope }: RegistryScope & { configuration: ScanningConfiguration }): Promise<void> {
  await callEcr(clients, { ...scope, operation: 'PutRegistryScanningConfiguration' }, (client) =>
    client.send(new PutRegistryScanningConfigurationCommand({ scanType: configuration.scanType, rules: apiRules(configuration) })),
  );
}
