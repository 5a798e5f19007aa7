import { consoleUrl } from '../../../shared/ecr/console-url';
import { parseRegistryHost } from '../../../shared/ecr/registry-host';
import type { Repository } from '../../../shared/model/repository';
import type { WindowState } from '../../state/window.svelte';

/** Shows a repository, or one image of it, in the AWS console; a registry that is not at AWS has none. */
export function openInConsole(
  berth: WindowState,
  repository: Repository,
  digest?: string,
): { label: string; run: () => void; unless: string | undefined } {
  const { host } = repository;
  const url = parseRegistryHost(host).kind === 'other' ? undefined : consoleUrl({ ...repository, digest });
  return {
    label: 'Open in the AWS console',
    run: () => {
      if (url !== undefined) void berth.run('link.open', { url });
    },
    unless: url === undefined ? `${host} is not at AWS.` : undefined,
  };
}
