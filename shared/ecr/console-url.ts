import { partitionOfRegion } from './registry-host';

/** Where the consoles of the partitions are that can be reached from outside (AWS General Reference). */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};
/** ECR Public is one service, whose console is in this region. */
const PUBLIC_REGION = 'us-east-1';

/** A repository, or one image of it by digest, in a private or public registry. */
export interface ConsolePlace {
  accountId: string;
  region: string;
  name: string;
  registry?: 'private' | 'public' | undefined;
  digest?: string | undefined;
}

/** The page of the AWS console that shows it; undefined in a partition whose console Berth does not know. */
export function consoleUrl({ accountId, region: where, name, registry = 'private', digest }: ConsolePlace): string | undefined {
  const region = registry === 'public' ? PUBLIC_REGION : where;
  const host = CONSOLES[partitionOfRegion(region)];
  if (host === undefined || !/^[a-z0-9-]+$/.test(region)) return undefined;
  // The console keeps the slashes of a name as they are.
  const path = name.split('/').map(encodeURIComponent).join('/');
  const page = digest === undefined ? '' : `/_/image/${encodeURIComponent(digest).replace('%3A', ':')}/details`;
  return `https://${region}.${host}/ecr/repositories/${registry}/${accountId}/${path}${page}?region=${region}`;
}

/** A public repository's page in the gallery that everybody sees; undefined for a host that is not ECR Public's. */
export const galleryUrl = ({ host, name }: { host: string; name: string }): string | undefined =>
  host === 'public.ecr.aws' ? `https://gallery.ecr.aws/${name.split('/').map(encodeURIComponent).join('/')}` : undefined;
