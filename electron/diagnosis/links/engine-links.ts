import { broken, fine, skipped, warning } from '../cause';
import { hostOf, sizeWords, spanWords, type Link } from './link';

/** Engines refuse certificates and tokens that begin in their future; less than this does no harm. */
const SKEW_MS = 5 * 60_000;
const ENGINE_NEEDS_BYTES = 64e6;
const DISK_NEEDS_BYTES = 1e6;
const TIGHT_BYTES = 1e9;

export const engineLink: Link = {
  id: 'engine',
  title: 'The Docker Engine',
  find: (facts) => {
    const { engine, ping } = facts;
    if (engine === undefined) return skipped('Not looked at.');
    if (engine.state === 'elsewhere') return skipped(`Berth cannot ask the engine at ${engine.host}; Docker can.`);
    if (engine.state === 'unreachable') {
      const { error, systemCode } = engine.failure;
      const { code, message, hint = 'Start Docker.' } = error;
      if (systemCode === 'EACCES' || systemCode === 'EPERM') return broken({ cause: 'engine-forbidden', code, message, hint });
      return broken({ cause: code === 'docker-config-malformed' ? 'engine-context' : 'engine-unreachable', code, message, hint });
    }
    if (engine.clockSkewMs !== undefined && Math.abs(engine.clockSkewMs) > SKEW_MS)
      return broken({
        cause: 'engine-clock', code: 'clock-skew',
        message: `The clock of the Docker Engine is ${spanWords(engine.clockSkewMs)} ${engine.clockSkewMs > 0 ? 'ahead' : 'behind'}.`,
        hint: 'Restart Docker (its virtual machine loses time while the computer sleeps).',
      });
    if (engine.freeBytes !== undefined && engine.freeBytes < ENGINE_NEEDS_BYTES)
      return broken({
        cause: 'engine-disk-full', code: 'disk-full',
        message: `The disk of the Docker Engine (${engine.dataRoot ?? 'its data root'}) has ${sizeWords(engine.freeBytes)} left.`,
        hint: 'Free some space, for example with “docker system prune”.',
      });
    if (ping?.state === 'answered' && ping.plainHttp && !engine.trustsPlainHttp)
      return broken({
        cause: 'engine-distrusts-registry', code: 'docker-failed',
        message: `${hostOf(facts)} speaks plain http, which the Docker Engine refuses.`,
        hint: `Add ${hostOf(facts)} to “insecure-registries” in the engine’s daemon.json, or give the registry a certificate.`,
      });
    if (engine.freeBytes !== undefined && engine.freeBytes < TIGHT_BYTES) return warning(`The engine at ${engine.host} answers; its disk has ${sizeWords(engine.freeBytes)} left.`);
    return fine(`The engine at ${engine.host} answers.`);
  },
};

/** A sign-in that cannot be written cannot be renewed. */
export const diskLink: Link = {
  id: 'disk',
  title: 'Room on the disk',
  find: ({ disk }) => {
    const tightest = [...(disk?.folders ?? [])].sort((a, b) => a.freeBytes - b.freeBytes)[0];
    if (tightest === undefined) return skipped('Not looked at.');
    const { path, freeBytes } = tightest;
    if (freeBytes < DISK_NEEDS_BYTES)
      return broken({ cause: 'disk-full', code: 'disk-full', message: `There is no room left on the disk of ${path}, so no sign-in can be written.`, hint: 'Free some space and sign in again.' });
    if (freeBytes < TIGHT_BYTES / 10) return warning(`The disk of ${path} has ${sizeWords(freeBytes)} left.`);
    return fine(`There is room (${sizeWords(freeBytes)}).`);
  },
};
