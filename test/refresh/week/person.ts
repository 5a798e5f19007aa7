import type { AwsSessions } from '../../../electron/sessions/aws-sessions';
import { askPerson, NOTHING_ASKED } from '../../../electron/shell/notices/person-asks';
import type { Session } from '../../../shared/model/session';
import { HOUR, MINUTE, type WeekFigures } from './figures';
import type { World } from './world';

export interface PersonOptions {
  world: World;
  sessions: AwsSessions;
  random: () => number;
  figures: WeekFigures;
  profiles: readonly string[];
  /** Whether a session can be opened just now. */
  canOpen: () => boolean;
  open: (key: string) => void;
}

/** Somebody who does what they are asked for, up to ten hours later; counts how often they are asked for the same thing. */
export function followAsks({ world, sessions, random, figures, profiles, canOpen, open }: PersonOptions): void {
  const signedIn: Session[] = profiles.map((profile) => ({ profile, region: 'eu-central-1', status: 'signed-in', host: `${profile}.example` }));
  const unanswered = new Map<string, number>();
  let memory = NOTHING_ASKED;

  const openAt = (when: number, key: string): void => {
    world.at(when, () => {
      if (!canOpen()) return openAt(world.now + 10 * MINUTE * (0.5 + random()), key);
      figures.opened += 1;
      open(key);
    });
  };
  sessions.onChange(() => {
    const aws = sessions.rows();
    for (const { status, endsSoon, ssoSession, profile } of aws) if (status === 'open' && endsSoon !== true) unanswered.delete(ssoSession ?? profile);
    const asked = askPerson(memory, { aws, sessions: signedIn });
    memory = asked.memory;
    for (const { profile, ssoSession } of asked.asks) {
      const key = ssoSession ?? profile;
      const times = (unanswered.get(key) ?? 0) + 1;
      unanswered.set(key, times);
      figures.asked += 1;
      if (times > 1) figures.askedTwice.push(`${key} at ${new Date(world.now).toISOString()}`);
      openAt(world.now + random() * 10 * HOUR, key);
    }
  });
}
