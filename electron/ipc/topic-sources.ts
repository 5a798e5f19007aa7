import type { AppState } from '../../shared/model/settings';
import type { Berth } from '../berth';
import type { TopicSources } from './topics';

/** Where each topic of the contract has its truth. */
export function topicSources(berth: Berth, about: Pick<AppState, 'version' | 'platform'>): TopicSources {
  const { settings, sandbox, profiles, sessions, docker, jobs, inventory } = berth;
  const app = {
    state: (): AppState => ({ ...about, settings: settings.current(), sandbox: sandbox.status() }),
    onChange: (listener: () => void) => {
      const stops = [settings.onChange(listener), sandbox.onChange(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };
  return { app, profiles, sessions, docker, jobs, inventory };
}
