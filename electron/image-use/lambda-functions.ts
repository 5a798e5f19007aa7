import { GetFunctionCommand, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { inParallel } from '../transfer/content/in-parallel';
import type { UseSource } from './used-images';

const AT_ONCE = 4;

export interface LambdaClients {
  lambda(profile: string, region: string): Promise<LambdaClient>;
}

/** Functions made of images, every published version of them: each keeps the digest it was published with. */
export function lambdaFunctions(clients: LambdaClients): UseSource {
  return {
    by: 'lambda',
    name: 'Lambda',
    async look({ profile, region }, found, signal) {
      const client = await clients.lambda(profile, region);
      const versions: { FunctionName: string; Qualifier: string }[] = [];
      for await (const page of paginateListFunctions({ client, stopOnSameToken: true }, { FunctionVersion: 'ALL' }, { abortSignal: signal }))
        for (const { FunctionName, Version = '$LATEST', PackageType } of page.Functions ?? [])
          if (PackageType === 'Image' && FunctionName !== undefined) versions.push({ FunctionName, Qualifier: Version });
      await inParallel({ items: versions, limit: AT_ONCE, signal }, async (version, stop) => {
        const { Code } = await client.send(new GetFunctionCommand(version), { abortSignal: stop });
        if (Code?.ImageUri === undefined) return;
        const digest = Code.ResolvedImageUri?.split('@')[1];
        const which = version.Qualifier === '$LATEST' ? '' : ` version ${version.Qualifier}`;
        found.used({ by: 'lambda', reference: Code.ImageUri, what: `function ${version.FunctionName}${which} in Lambda`, running: true, ...(digest !== undefined && { digest }) });
      });
    },
  };
}
