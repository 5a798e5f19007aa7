import { AppError } from '../../../shared/errors';
import { profileAccount } from '../secret-store';
import { dependentsOf, ownEntry, type OwnProfilePorts } from './ports';

/**
 * Removes one of Berth's own profiles, and its secret with it. The secret goes first: a failure leaves both.
 * @throws AppError `unsupported` for a profile of the AWS files, `invalid-input` when others take their credentials from it.
 */
export async function removeOwn(ports: OwnProfilePorts, name: string): Promise<void> {
  const definition = ports.find(name);
  const list = await ports.own.read();
  const entry = ownEntry(list, definition, 'Remove');
  const dependents = dependentsOf(name, ports.definitions()).map((dependent) => dependent.name);
  if (dependents.length > 0) {
    const many = dependents.length > 1;
    throw new AppError('invalid-input', `Profile ${name} is the source of ${dependents.join(', ')}, so it stays.`, {
      hint: `Remove ${many ? 'those profiles' : 'that profile'} first, or give ${many ? 'them' : 'it'} another source.`,
    });
  }
  if (entry.kind === 'static') await ports.secrets.delete(profileAccount(name));
  await ports.own.write(list.filter((own) => own !== entry));
  // What the files still hold under this name keeps its look.
  if (entry.kind !== 'static' || entry.importedFrom === undefined) await ports.settings.forgetProfile?.(name);
}
