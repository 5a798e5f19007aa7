import type { ImageReference } from '../../../shared/ecr/image-reference';
import type { CommandRun } from '../command-run';

/** `--create` of commands that push. */
export interface CreateFlag {
  create?: boolean;
}

/** The option's words, the same wherever something is pushed. */
export const CREATE_OPTION = ['--create', 'create the repository if it is missing (ECR)'] as const;

/** Creates the repository of a push that was begun with `--create`; nothing without it. @throws AppError, see `ensure-repository.ts`. */
export async function createMissing({ services, options }: CommandRun<CreateFlag>, { host, repository }: ImageReference, profile: string | undefined): Promise<void> {
  if (options.create === true) await services.ensureRepository({ host, repository, ...(profile !== undefined && { profile }) });
}
