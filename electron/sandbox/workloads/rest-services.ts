/** Lambda and EKS as far as they tell what runs: REST with JSON. */
import { ApiError } from '../api/api-error';
import type { RestService } from '../api/rest-protocol';
import type { SandboxState } from '../state';
import { mustBeAllowed } from './may';
import { workloadsOf, type Workloads } from './workloads';

export const lambdaService = (state: SandboxState): RestService => ({
  signingName: 'lambda',
  path: /^\/2015-03-31\/functions\/?([^/]*)$/,
  run: ([name = ''], { principal, region, query }) => {
    mustBeAllowed(principal, name === '' ? 'lambda:ListFunctions' : 'lambda:GetFunction');
    const { functions } = workloadsOf(state, principal.accountId, region);
    const configuration = (each: Workloads['functions'][number], Version: string): object => ({
      FunctionName: each.name,
      FunctionArn: `arn:aws:lambda:${region}:${principal.accountId}:function:${each.name}${Version === '$LATEST' ? '' : `:${Version}`}`,
      PackageType: 'Image',
      Version,
    });
    if (name === '') return { Functions: functions.flatMap((each) => (query.get('FunctionVersion') === 'ALL' ? each.versions : ['$LATEST']).map((version) => configuration(each, version))) };
    const found = functions.find((each) => each.name === name);
    if (found === undefined) throw new ApiError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return {
      Configuration: configuration(found, query.get('Qualifier') ?? '$LATEST'),
      Code: { RepositoryType: 'ECR', ImageUri: found.image.reference, ResolvedImageUri: `${found.image.reference.replace(/:[^/:]+$/, '')}@${found.image.digest}` },
    };
  },
});

/** `kubernetes` is the address and certificate of the API that serves every cluster here. */
export const eksService = (state: SandboxState, kubernetes: () => { endpoint: string; certificate: string }): RestService => ({
  signingName: 'eks',
  path: /^\/clusters\/?([^/]*)$/,
  run: ([name = ''], { principal, region }) => {
    mustBeAllowed(principal, name === '' ? 'eks:ListClusters' : 'eks:DescribeCluster');
    const clusters = workloadsOf(state, principal.accountId, region).kubernetes;
    if (name === '') return { clusters: clusters.map((each) => each.name) };
    if (!clusters.some((each) => each.name === name)) throw new ApiError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
    const { endpoint, certificate } = kubernetes();
    return {
      cluster: {
        name,
        arn: `arn:aws:eks:${region}:${principal.accountId}:cluster/${name}`,
        status: 'ACTIVE',
        version: '1.34',
        endpoint,
        certificateAuthority: { data: Buffer.from(certificate).toString('base64') },
      },
    };
  },
});
