import { AppError } from '../../../shared/errors';
import { SetProfileLook } from '../../../shared/model/profile';
import { checked, type OwnProfilePorts } from './ports';

/** How a profile of any source looks in Berth: kept in the settings, under its name. */
export async function setLook(ports: OwnProfilePorts, given: SetProfileLook): Promise<void> {
  const input = checked(SetProfileLook, given);
  ports.find(input.name);
  if (ports.settings.setLook === undefined) throw new AppError('unsupported', 'The look of a profile cannot be changed here.', { hint: 'Change it in Berth’s window.' });
  if (input.label !== undefined) {
    const list = await ports.own.read();
    const entry = list.find(({ name }) => name === input.name);
    // The label given when the profile was added would show again once the other is taken away.
    if (entry?.label !== undefined) {
      const { label: _label, ...rest } = entry;
      await ports.own.write(list.map((own) => (own === entry ? rest : own)));
    }
  }
  await ports.settings.setLook(input);
}
