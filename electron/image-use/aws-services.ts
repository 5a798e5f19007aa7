import type { EcsClients } from './ecs-services';
import type { EksClients } from './eks/eks-pods';
import type { LambdaClients } from './lambda-functions';
import type { UseSource } from './used-images';

/** The services of AWS that run images. Their SDK clients are large, so each is loaded when it is asked first. */
export function awsServices(clients: EcsClients & EksClients & LambdaClients): UseSource[] {
  const lazy = (by: UseSource['by'], name: string, load: () => Promise<UseSource>): UseSource => ({
    by,
    name,
    look: async (scope, found, signal) => (await load()).look(scope, found, signal),
  });
  return [
    lazy('ecs', 'ECS', async () => (await import('./ecs-services')).ecsServices(clients)),
    lazy('eks', 'EKS', async () => (await import('./eks/eks-pods')).eksPods(clients)),
    lazy('lambda', 'Lambda', async () => (await import('./lambda-functions')).lambdaFunctions(clients)),
  ];
}
