import { KNOWN_REGIONS } from '../../../shared/ecr/regions';
import { parseRegistryHost, partitionOfRegion } from '../../../shared/ecr/registry-host';
import { broken, fine } from '../cause';
import { nearest } from '../nearest';
import type { Link } from './link';

/** Is this an image's name at all, and is its host a registry? */
export const referenceLink: Link = {
  id: 'reference',
  title: 'The name of the image',
  find: ({ reference, knownHosts, text, ping, profile }) => {
    if (reference.state === 'invalid')
      return broken({ cause: 'reference-invalid', code: 'invalid-reference', message: reference.error.message, hint: reference.error.hint ?? 'Write it as HOST/REPOSITORY:TAG.' });
    const { host } = reference.value;
    const known = knownHosts.includes(host) || (profile !== undefined && profile.assignment.because !== 'nobody');
    const registry = parseRegistryHost(host);
    if (registry.kind === 'private') {
      const { region } = registry;
      const unreachable = ping?.state === 'failed' && ['ENOTFOUND', 'EAI_AGAIN'].includes(ping.systemCode);
      if (partitionOfRegion(region) !== 'aws' || KNOWN_REGIONS.includes(region) || !unreachable) return fine(`${text} names the registry ${host}.`);
      const meant = nearest(region, KNOWN_REGIONS);
      return broken({
        cause: 'region-unknown', code: 'invalid-reference',
        message: `There is no region ${region}, which the host ${host} names.`,
        hint: meant === undefined ? 'Check the region in the name of the image.' : `Write ${meant} instead, if that is the one you mean.`,
      });
    }
    if (registry.kind === 'public' || known) return fine(`${text} names the registry ${host}.`);
    const meant = nearest(host, knownHosts);
    if (meant !== undefined || /\becr\b|^\d{10,14}\./.test(host)) {
      return broken({
        cause: 'host-mistyped', code: 'invalid-reference',
        message: `${host} is not the host of a registry.`,
        hint: meant === undefined ? 'A host of ECR looks like 123456789012.dkr.ecr.eu-central-1.amazonaws.com.' : `Write ${meant} instead, if that is the one you mean.`,
      });
    }
    return broken({
      cause: 'not-ecr', code: 'unsupported',
      message: host === 'docker.io' ? `${text} is on Docker Hub, not in a registry that AWS signs in to.` : `${host} is not a registry that AWS signs in to.`,
      hint: 'Write the registry’s host before the name (HOST/REPOSITORY:TAG), or sign in to this one with “docker login”.',
    });
  },
};
