/** Two configurations, field by field. */
import { looksSecret } from '../../shared/image/looks-secret';
import type { ImageConfig } from '../../shared/model/image-detail';
import type { ConfigDifference } from '../../shared/model/content/compare';

interface Field {
  group: string;
  name: string;
  value: string;
  secret?: boolean;
}

/** All fields of both, in the order of the groups and then of the names; where one side has none its value is absent. */
export function compareConfigs({ config: left }: { config: ImageConfig }, { config: right }: { config: ImageConfig }): ConfigDifference[] {
  const fields = new Map<string, ConfigDifference>();
  for (const [side, config] of [['left', left], ['right', right]] as const) {
    for (const { group, name, value, secret = false } of fieldsOf(config)) {
      const key = `${group}\n${name}`;
      const field = fields.get(key) ?? { group, name, secret: false };
      fields.set(key, { ...field, [side]: value, secret: field.secret || secret });
    }
  }
  return [...fields.values()].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || (a.group === 'How it runs' ? 0 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const GROUPS = ['How it runs', 'Environment', 'Labels', 'Ports', 'Volumes', 'Origin'];

function fieldsOf(config: ImageConfig): Field[] {
  const one = (group: string, name: string, value: string | undefined): Field[] => (value === undefined || value === '' ? [] : [{ group, name, value }]);
  const words = (list: readonly string[]): string | undefined => (list.length === 0 ? undefined : JSON.stringify(list));
  const check = config.healthcheck;
  return [
    ...one('How it runs', 'Entrypoint', words(config.entrypoint)),
    ...one('How it runs', 'Command', words(config.cmd)),
    ...one('How it runs', 'User', config.user),
    ...one('How it runs', 'Working folder', config.workingDir),
    ...one('How it runs', 'Shell', words(config.shell)),
    ...one('How it runs', 'Stop signal', config.stopSignal),
    ...one('How it runs', 'Health check', check === undefined ? undefined : JSON.stringify(check)),
    ...one('How it runs', 'On build', words(config.onBuild)),
    ...config.env.map(({ name, value, secret }) => ({ group: 'Environment', name, value, secret })),
    ...Object.entries(config.labels).map(([name, value]) => ({ group: 'Labels', name, value, secret: looksSecret(name, value) })),
    ...config.ports.map((name) => ({ group: 'Ports', name, value: 'exposed' })),
    ...config.volumes.map((name) => ({ group: 'Volumes', name, value: 'declared' })),
    ...one('Origin', 'Platform', config.platform),
    ...one('Origin', 'Windows build', config.osVersion),
    ...one('Origin', 'Created', config.created),
    ...one('Origin', 'Author', config.author),
  ];
}
