import { toWireError } from '../../shared/errors';
import type { Activity } from '../../shared/model/changes/activity';
import type { RegistryScope, ScanningConfiguration } from '../../shared/model/findings';
import { configurationCommand, configurationEffects } from '../../shared/scanning/configuration-command';
import type { EcrClients } from '../ecr/ports';
import { putScanningConfiguration, readScanningConfiguration } from './registry-configuration';

export interface ConfigureRegistryPorts {
  clients: EcrClients;
  /** Keeps what was changed. */
  log: { add(kept: { activity: Activity }): Promise<void> };
  /** Host of the registry; fails where it cannot be told. */
  hostOf(scope: RegistryScope): Promise<string>;
  /** Epoch milliseconds. */
  now(): number;
  newId(): string;
}

/** Replaces how a registry is scanned, and keeps that in the activity log, as a failure too. @throws AppError. */
export async function configureRegistry(ports: ConfigureRegistryPorts, input: RegistryScope & { configuration: ScanningConfiguration }): Promise<void> {
  const { configuration, ...scope } = input;
  // Somebody may be allowed to change what they may not read.
  const before = await readScanningConfiguration(ports.clients, scope).catch(() => undefined);
  const place = await ports.hostOf(scope).catch(() => scope.region);
  const keep = (outcome: Pick<Activity, 'result' | 'items' | 'error'>): Promise<void> =>
    ports.log.add({
      activity: {
        ...outcome,
        id: ports.newId(),
        at: new Date(ports.now()).toISOString(),
        profile: scope.profile,
        place,
        title: 'Change scanning of the registry',
        awsCli: [
          configurationCommand(scope, configuration),
          ...(before === undefined ? [] : [`# before: ${configurationCommand(scope, before)}`]),
        ],
        undo: { possible: false, note: 'Set what was there before again: the commands tell it.' },
      },
    });
  try {
    await putScanningConfiguration(ports.clients, input);
  } catch (thrown) {
    await keep({ result: 'failed', items: [], error: toWireError(thrown) });
    throw thrown;
  }
  const effects = before === undefined ? [] : configurationEffects(before, configuration);
  await keep({ result: 'done', items: effects.map((what) => ({ what, result: 'done' })) });
}
