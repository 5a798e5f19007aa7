import type { Finding } from '../cause';
import type { DiagnosisFacts } from '../diagnosis-facts';

/** One link of the chain from Docker's configuration to AWS: what it looks at, and what the facts say of it. */
export interface Link {
  id: string;
  title: string;
  find: (facts: DiagnosisFacts) => Finding;
}

/** The host in question; empty while the reference cannot be read. */
export const hostOf = ({ reference }: DiagnosisFacts): string => (reference.state === 'fine' ? reference.value.host : '');

/** Whether the registry takes what Docker presents: then Docker works, whatever is wrong behind. */
export const dockerIsSignedIn = ({ ping }: DiagnosisFacts): boolean => ping?.state === 'answered' && ping.dockersSignIn === 'accepted';

/** Bytes as people read them, in whole units. */
export const sizeWords = (bytes: number): string => (bytes < 1e6 ? `${Math.floor(bytes / 1e3)} kB` : bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB` : `${Math.floor(bytes / 1e9)} GB`);

/** A span of time as people say it, its sign left out. */
export function spanWords(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
