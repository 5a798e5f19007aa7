import type { WireError } from '../../shared/errors';
import type { AwsSession } from '../../shared/model/session';
import type { Phase } from '../refresh/refresh-scheduler';
import type { PersonNeed } from './person-needs';

/** How things stand with one of the things that a person opens for a profile. */
export interface NeedStanding {
  need: PersonNeed;
  phase: Phase;
  /** Epoch milliseconds. */
  expiresAt?: number;
  renewable: boolean;
  opening: boolean;
  error?: WireError;
}

/** The session of a profile: what needs a person first speaks, and what ends first sets the end. `standings` is not empty. */
export function awsSessionRow(profile: string, standings: readonly NeedStanding[]): AwsSession {
  // The end of the chain is opened first: without it nothing in front of it can be.
  const worst = [...standings].reverse().sort((one, other) => RANK[stateOf(one)] - RANK[stateOf(other)])[0] as NeedStanding;
  const ends = standings.flatMap(({ expiresAt }) => expiresAt ?? []);
  const state = stateOf(worst);
  return {
    profile,
    status: state === 'ends-soon' ? 'open' : state,
    needs: worst.need.needs,
    ...(worst.need.needs === 'sso' ? { ssoSession: worst.need.session } : worst.need.profile !== profile && { through: worst.need.profile }),
    ...(ends.length > 0 && { expiresAt: new Date(Math.min(...ends)).toISOString() }),
    renewable: standings.every(({ renewable }) => renewable),
    ...(state === 'ends-soon' && { endsSoon: true }),
    ...(worst.error !== undefined && { error: worst.error }),
  };
}

type State = AwsSession['status'] | 'ends-soon';
const RANK: Record<State, number> = { opening: 0, failed: 1, 'needs-person': 2, 'ends-soon': 3, open: 4 };

function stateOf({ phase, renewable, opening, error }: NeedStanding): State {
  if (opening) return 'opening';
  // What renews itself needs nobody, also when it slept past its end.
  if (renewable) return 'open';
  if (phase === 'ended') return error === undefined || error.code === 'session-expired' || error.code === 'mfa-required' ? 'needs-person' : 'failed';
  return phase === 'ends-soon' ? 'ends-soon' : 'open';
}
