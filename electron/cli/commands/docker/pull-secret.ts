import type { Command } from 'commander';
import type { Action } from '../../command-run';
import { scopeFor } from '../../arguments/scope';
import { dateWords } from '../../output/words';

interface PullSecretFlags {
  name: string;
  namespace: string;
  apply?: boolean;
  context?: string;
}

/** `berth pull-secret`: a Kubernetes imagePullSecret for the registry of a profile. */
export function addPullSecret(program: Command, action: Action): void {
  program
    .command('pull-secret')
    .description('print a Kubernetes imagePullSecret for the registry of a profile, or apply it')
    .option('--name <name>', 'name of the secret', 'ecr-pull')
    .option('--namespace <namespace>', 'namespace of the secret', 'default')
    .option('--apply', 'hand it to “kubectl apply” instead of printing it')
    .option('--context <context>', 'with --apply: in this context of kubectl')
    .action(
      action<[], PullSecretFlags>(async ({ out, services, options, env, signal }) => {
        const { name, namespace, context } = options;
        const request = { ...scopeFor(services.profiles.state(), options, env), name, namespace };
        if (options.apply === true) {
          const { host, expiresAt } = await services.pullSecrets.apply({ ...request, context }, signal);
          out.note(until(host, expiresAt));
          out.result({ name, namespace, host, expiresAt: expiresAt.toISOString() }, () => `Applied the secret ${name} in the namespace ${namespace}.\n`);
          return;
        }
        const { manifest, yaml, host, expiresAt } = await services.pullSecrets.make(request);
        out.note(until(host, expiresAt));
        out.result(manifest, () => yaml);
      }),
    );
}

const until = (host: string, expiresAt: Date): string =>
  `This secret lets pods pull from ${host} until ${dateWords(expiresAt.toISOString())} UTC; after that make it anew. Whoever has it can do so too.`;
