/** Names as ECR takes them (API reference: CreateRepository, ImageIdentifier; OCI distribution spec). */

const REPOSITORY = /^(?:[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\/)*[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** One sentence saying what is wrong with a repository name, or `undefined` when it is right. */
export function repositoryNameProblem(name: string): string | undefined {
  if (name.length < 2) return 'A repository name has at least 2 characters.';
  if (name.length > 256) return 'A repository name has at most 256 characters.';
  if (/[A-Z]/.test(name)) return 'A repository name is written in lower case.';
  if (!REPOSITORY.test(name))
    return 'A repository name is made of a–z, 0–9 and single separators (. _ - /) between them.';
  return undefined;
}

/** One sentence saying what is wrong with a tag, or `undefined` when it is right. */
export function tagProblem(tag: string): string | undefined {
  if (tag === '') return 'A tag is needed.';
  if (tag.length > 128) return 'A tag has at most 128 characters.';
  if (!TAG.test(tag))
    return 'A tag is made of letters, digits, “_”, “.” and “-”, and starts with neither “.” nor “-”.';
  return undefined;
}

export const isDigest = (text: string): boolean => DIGEST.test(text);
export const isTag = (text: string): boolean => TAG.test(text);
export const isRepositoryName = (text: string): boolean => repositoryNameProblem(text) === undefined;
