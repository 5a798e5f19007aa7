import type { AppState } from '../../shared/model/settings';
import type { Berth } from '../berth';
import type { TopicSources } from './topics';

/** Where each topic of the contract has its truth. */
export function topicSources(berth: Berth, about: Pick<AppState, 'version' | 'platform'>): TopicSources {
  const { settings, secrets, sandbox, profiles, sessions, sso, questions, dockerConfig, docker, jobs, inventory, watches } = berth;
  const app = {
    state: (): AppState => ({ ...about, settings: settings.current(), sandbox: sandbox.status(), secrets: secrets.state() }),
    onChange: (listener: () => void) => {
      const stops = [settings.onChange(listener), sandbox.onChange(listener), secrets.onChange(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };
  return { app, profiles, sessions, sso, questions, dockerConfig: dockerConfig.health, docker, jobs, inventory, watches };
}
