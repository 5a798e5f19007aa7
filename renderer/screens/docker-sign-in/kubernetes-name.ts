/** Why a name of a secret or a namespace is none for Kubernetes (RFC 1123), in one sentence. */
export function kubernetesNameProblem(name: string): string | undefined {
  if (name === '') return 'This is needed.';
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) ? undefined : 'Small letters, digits, - and . alone.';
}
