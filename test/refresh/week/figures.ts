export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Week {
  /** 0 to 1. */
  random: () => number;
  /** Share of AWS calls that are refused for no good reason. */
  failing: number;
  /** Share of wakings that the operating system tells of. */
  told: number;
  /** Whether the steady clock goes on in sleep. */
  countsSleep: boolean;
}

/** What was counted in a week. */
export interface WeekFigures {
  sleeps: number;
  outages: number;
  awsOutages: number;
  clockSets: number;
  /** Calls that reached AWS. */
  awsCalls: number;
  hoursAwake: number;
  /** How often a person opened a session, and was asked to. */
  opened: number;
  asked: number;
  /** Longest time that Docker's credential was over with everything there for a new one, milliseconds. */
  longestGap: number;
  /** What must not be: asked twice for one event. */
  askedTwice: string[];
}

export const NOTHING_YET: WeekFigures = { sleeps: 0, outages: 0, awsOutages: 0, clockSets: 0, awsCalls: 0, hoursAwake: 0, opened: 0, asked: 0, longestGap: 0, askedTwice: [] };
